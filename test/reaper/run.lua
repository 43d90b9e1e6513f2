-- Runs one scenario: lua5.4 test/reaper/run.lua SCENARIO, in the repository's root. Exits with 1 and a trace where it fails.
--
-- Environment: STAND_IN_MEDIA (the project's media folder), STAND_IN_LINK (udp or cli), STAND_IN_COMMAND (stemwright as a command).

local name = assert(arg[1], 'which scenario?')
package.path = 'test/reaper/?.lua;' .. package.path

local isFine, trace = xpcall(function()
  require('scenarios.' .. name)
end, debug.traceback)
if not isFine then
  io.stderr:write(trace, '\n')
  os.exit(1)
end
