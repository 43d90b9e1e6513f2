-- The stems of the last track of a folder stay in that folder, and the folder of stems has the track's level.

local world = require('world')

local host = world.open()
local parent = world.addTrack(host, 'Rhythm')
local last = world.addTrack(host, 'Kit')
world.addTrack(host, 'Voice')
parent.values.I_FOLDERDEPTH, last.values.I_FOLDERDEPTH = 1, -1
last.values.D_VOL, last.values.D_PAN = 0.5, 0.25
world.addItem(host, last, world.recording('kit', { seconds = 0.3 }))

world.run(host, 'Separate selected items')

world.noMessage(host)
local depths = {}
for i, track in ipairs(host.project.tracks) do
  depths[i] = ('%s %d'):format(track.name, math.floor(track.values.I_FOLDERDEPTH))
end
local wanted = 'Rhythm 1, Kit 0, Kit stems 1, Bass 0, Drums 0, Guitar 0, Piano -2, Voice 0'
world.equal(table.concat(depths, ', '), wanted, 'folder depths')
world.equal(host.project.tracks[3].values.D_VOL, 0.5, 'volume of the folder')
world.equal(host.project.tracks[3].values.D_PAN, 0.25, 'pan of the folder')
