-- No daemon runs: an action starts it as the start file says, and goes on; the next one finds it. STAND_IN_LOG: its log.

local world = require('world')

local host = world.open()
local log = assert(os.getenv('STAND_IN_LOG'))
local said = {}

local function generate()
  host.project.timeSelection = { 1, 1.2 }
  host.project.tracks = {}
  world.run(host, 'Generate into time selection', function()
    local words = host.gfx.written[#host.gfx.written - 1]
    said[words or ''] = true
  end)
  world.noMessage(host)
  world.equal(#host.project.tracks, 5, 'tracks')
end

generate()
assert(said['Starting the daemon'], 'the window does not say that the daemon is started')
local starts = #host.processes
generate()
local file = assert(io.open(log))
local text = file:read('a')
file:close()
world.equal(select(2, text:gsub('started by a script in Reaper\n', '')), 1, 'starts in the log')
if os.getenv('STAND_IN_LINK') == 'udp' then
  world.equal(starts, 1, 'processes that were started')
  world.equal(#host.processes, starts, 'processes that were started for the second action')
end
