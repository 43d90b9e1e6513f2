-- The dialog shows what is set, keeps what makes sense, and asks again where something does not. Cancel says so when nothing runs.

local world = require('world')

local host = world.open({ port = 'nonsense', token = 'secret words' })
host.extState['stemwright/command'], host.extState['stemwright/preset'] = nil, nil
local chosen <const> = 'in place| keep |no|bass,drums|best|9131||node main.js|/tmp/x, y'
host.answers = { 'everywhere|mute|yes|||||' .. '|', chosen }

world.run(host, 'Settings')

world.equal(#host.messages, 1, 'messages')
assert(host.messages[1]:find('got "everywhere"', 1, true), host.messages[1])
world.equal(host.asked.values, 'everywhere|mute|yes||||||', 'what is offered again')
for key, value in pairs({
  placement = 'in place', original = 'keep', timeSelection = 'no', stems = 'bass,drums', preset = 'best', port = '9131',
  token = '', command = 'node main.js', exchangeFolder = '/tmp/x, y',
}) do
  world.equal(host.extState['stemwright/' .. key], value, key)
end

-- what is stored is offered; what makes no sense is not
host.extState['stemwright/port'] = 'nonsense'
host.answers = {}
world.run(host, 'Settings')
world.equal(host.asked.values, 'in place|keep|no|bass,drums|best|||node main.js|/tmp/x, y', 'what is offered')
world.equal(host.asked.count, 9, 'fields')

host.messages = {}
world.run(host, 'Cancel')
world.onlyMessage(host, 'Nothing is running.', 0)
