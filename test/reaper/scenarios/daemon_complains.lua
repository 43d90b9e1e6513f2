-- Something ends the job at the daemon: its sentence is the message, and nothing has changed.

local world = require('world')

local host = world.open()
local track = world.addTrack(host, 'Band')
world.addItem(host, track, world.recording('band', { seconds = 1 }))

world.run(host, 'Separate selected items')

world.onlyMessage(host, os.getenv('STAND_IN_COMPLAINT'), 1)
world.equal(world.leftFiles(), '', 'files')
