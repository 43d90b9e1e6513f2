-- The daemon may not read where the settings put audio for it: it says so, with what to do.

local world = require('world')

local host = world.open({ exchangeFolder = os.getenv('STAND_IN_OUTSIDE') })
local track = world.addTrack(host, 'Band')
world.addItem(host, track, world.recording('band', { seconds = 0.3 }))

world.run(host, 'Separate selected items')

world.onlyMessage(host, 'outside the media roots', 1)
world.equal(world.leftFiles(), '', 'files')
local listing = io.popen(("ls '%s'"):format(os.getenv('STAND_IN_OUTSIDE')))
world.equal(listing:read('a'), '', 'what is left of the audio for the daemon')
listing:close()
