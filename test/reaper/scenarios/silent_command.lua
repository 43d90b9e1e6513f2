-- Without LuaSocket, a command that says nothing ends in a message after ten seconds, and so does one that has fallen silent and a
-- daemon that does not answer a ping then; one that answers it is waited for. Time goes faster here.

local library = require('stand_in.script_library')
local world = require('world')

local SPEED <const> = 20

local function faster(host)
  local now, began = host.now, host.now()
  host.now = function() return began + (now() - began) * SPEED end
end

-- an action: the window is there, and then the message
local host = world.open({ command = 'sleep 2 #' })
faster(host)
world.addItem(host, world.addTrack(host, 'Band'), world.recording('band', { seconds = 0.3 }))
local shown
local began = host.now()
world.run(host, 'Separate selected items', function()
  shown = shown or host.gfx.isOpen
end)
assert(shown, 'no window')
local took = host.now() - began
assert(took >= 10 and took < 20, took)
world.onlyMessage(host, 'says nothing for 10 s', 1)

-- a request that is answered once, and then not: the script's pings are answered as often as a file says
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
    exec sleep 4 ;;
esac
]])
file:close()
host = world.open()
faster(host)
local link = library('lib.cli_link').open({ command = ("sh '%s'"):format(path) })
local exchange <close> = link:start('/stemwright/separate', { '7' })
local replies, raised = {}, nil
repeat
  local isFine, reply = pcall(exchange.next, exchange)
  if isFine then
    replies[#replies + 1] = reply and reply.address
  else
    raised = reply
  end
  host.sleep(0.01)
until raised or exchange.hasEnded
world.equal(table.concat(replies, ' '), '/stemwright/ack', 'replies')
world.equal(raised and raised.code, 'daemon-unreachable', 'how it ended')
local pings = assert(io.open(path .. '.pings')):read('a')
world.equal(pings, 'ping\nping\nping\n', 'pings')
