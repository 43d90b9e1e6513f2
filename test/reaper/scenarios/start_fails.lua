-- The daemon is started and ends at once, or never answers: one message names its log, and it is not started twice meanwhile. A port in
-- the settings is somebody else's daemon: nothing is started for it.

local world = require('world')

local SPEED <const> = 30

local host = world.open()
local now, began = host.now, host.now()
host.now = function() return began + (now() - began) * SPEED end
host.project.timeSelection = { 1, 1.2 }
-- left at once, and asked for again
world.run(host, 'Generate into time selection', function()
  local isStarting = host.gfx.written[#host.gfx.written - 1] == 'Starting the daemon'
  host.gfx.keys = isStarting and { 27 } or {}
end)
world.noMessage(host)
world.run(host, 'Generate into time selection')
world.onlyMessage(host, 'What it says is in ' .. os.getenv('STAND_IN_LOG'), 0)
world.equal(#host.processes, 1, 'processes that were started')
-- it may take longer to say so than that time, which goes faster here
local said
repeat
  host.sleep(0.05)
  local file = assert(io.open(os.getenv('STAND_IN_LOG')))
  said = file:read('a'):find('cannot serve', 1, true)
  file:close()
until said or now() - began > 20
assert(said, 'the log does not have what it says')

host = world.open({ port = '1' })
host.project.timeSelection = { 1, 1.2 }
world.run(host, 'Generate into time selection')
world.onlyMessage(host, 'stemwright serve', 0)
world.equal(#host.processes, 0, 'processes that were started')
