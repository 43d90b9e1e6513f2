-- The user cancels right after the request was sent, before the daemon's answer is heard.

local world = require('world')

local host = world.open({ preset = 'best' })
host.project.timeSelection = { 0, 6 }
local isSent = false
world.run(host, 'Generate into time selection', function()
  local link = package.loaded['lib.udp_link']
  local start = not isSent and link.start
  if not start then
    return
  end
  link.start = function(given, address, args)
    isSent = isSent or address == '/stemwright/generate'
    host.gfx.keys = isSent and { 27 } or {}
    link.start = start
    return start(given, address, args)
  end
end)
assert(isSent, 'nothing was asked for')
world.noMessage(host)
world.equal(#host.project.tracks, 0, 'tracks')
