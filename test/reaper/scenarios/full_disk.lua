-- The disk is full before the audio for the daemon is written. Run with a limit on file sizes that ends in an error, not a signal.

local world = require('world')

local host = world.open()
local track = world.addTrack(host, 'Band')
world.addItem(host, track, os.getenv('STAND_IN_RECORDING'))

world.run(host, 'Separate selected items')

world.onlyMessage(host, 'File too large', 1)
world.equal(world.leftFiles(), '', 'files')
