-- Without LuaSocket, a command that says nothing ends in a message after ten seconds, and so does one that has fallen silent and a
-- daemon that does not answer a ping then; one that answers it is waited for.

local library = require('stand_in.script_library')
local world = require('world')

local SPEED <const> = 20

-- an action: the window is there, and then the message. Time goes faster here
local host = world.open({ command = 'sleep 2 #' })
local now, began = host.now, host.now()
host.now = function() return began + (now() - began) * SPEED end
world.addItem(host, world.addTrack(host, 'Band'), world.recording('band', { seconds = 0.3 }))
local shown
world.run(host, 'Separate selected items', function()
  shown = shown or host.gfx.isOpen
end)
assert(shown, 'no window')
assert(host.now() - began >= 10, 'the message came early')
world.onlyMessage(host, 'says nothing for 10 s', 1)

-- a request that is answered once, and then not: two pings are answered, a third is not. Time stands still but for leaps
local path = os.getenv('STAND_IN_MEDIA') .. '/fake.sh'
local file = assert(io.open(path, 'w'))
file:write([[
case "$*" in
  *ping*)
    echo ping >>"$0.pings"
    [ "$(wc -l <"$0.pings")" -le 2 ] || exec sleep 2
    echo '{"address":"/stemwright/pong","args":["7"]}' ;;
  *)
    echo '{"address":"/stemwright/ack","args":["7","job"]}'
    exec sleep 10 ;;
esac
]])
file:close()
host = world.open()
local leaps = 0
host.now = function() return 11 * leaps end
local link = library('lib.cli_link').open({ command = ("sh '%s'"):format(path) })
local exchange <close> = link:start('/stemwright/separate', { '7' })

--- Asks for replies until `isReached(reply)`.
local function untilReached(isReached)
  while true do
    local reply = exchange:next()
    if isReached(reply) then
      return
    end
    host.sleep(0.01)
  end
end

local function pings()
  local lines, count = io.open(path .. '.pings'), 0
  for _ in lines and lines:lines() or function() end do
    count = count + 1
  end
  return count
end

untilReached(function(reply) return reply ~= nil and reply.address == '/stemwright/ack' end)
for count = 1, 3 do
  leaps = leaps + 1
  untilReached(function() return pings() == count and (count == 3 or exchange.ping == nil) end)
end
leaps = leaps + 1
local isFine, raised = pcall(exchange.next, exchange)
assert(not isFine and raised.code == 'daemon-unreachable', raised)
world.equal(pings(), 3, 'pings')
