-- Drums, and two tracks of guitar, in the time selection get a bass; then a bass and a piano.

local world = require('world')

local FIRST <const>, LAST <const> = 1, 1.5

local host = world.open()
local path = world.recording('take', { seconds = 1 })
local drums = world.addTrack(host, 'Drum bus')
world.addItem(host, drums, path, { D_POSITION = 0.9 })
for _, name in ipairs({ 'Guitar L', 'Piano room guitar R' }) do
  world.addItem(host, world.addTrack(host, name), path, { D_POSITION = 0.8, D_VOL = 0.4 })
end
world.addTrack(host, 'Vocals')
host.project.timeSelection = { FIRST, LAST }
host.answers = { 'bass' }

world.run(host, 'Accompany time selection')

world.noMessage(host)
world.equal(host.asked.values, 'bass,piano', 'stems that are offered')
local names = {}
for i, track in ipairs(host.project.tracks) do
  names[i] = track.name
end
world.equal(table.concat(names, ', '), 'Drum bus, Guitar L, Piano room guitar R, Accompaniment, Bass, Vocals', 'tracks')
local item = host.project.tracks[5].items[1]
world.equal(item.values.D_POSITION, FIRST, 'position')
world.equal(item.values.D_LENGTH, LAST - FIRST, 'length')
world.equal(item.active.source.frames, 4000, 'frames')
world.equal(host.project.history[1].name, 'Stemwright: accompany', 'undo point')
local bass = item.active.source

-- again: another bass, for other noise
host.answers = { 'piano, bass' }
world.run(host, 'Accompany time selection')
world.noMessage(host)
world.equal(host.project.tracks[4].name .. ', ' .. host.project.tracks[6].name, 'Accompaniment, Piano', 'tracks')
local another = host.project.tracks[5].items[1].active.source
local isSame = true
for i = 1, #bass.samples do
  isSame = isSame and bass.samples[i] == another.samples[i]
end
assert(not isSame, 'the same bass twice')

-- what the user takes back, and what makes no sense
local tracks = #host.project.tracks
host.project.history = {}
host.answers = {}
world.run(host, 'Accompany time selection')
world.noMessage(host)
for answer, wanted in pairs({ ['cowbell'] = 'no stem "cowbell"', [''] = 'No stem to generate' }) do
  host.answers, host.messages = { answer }, {}
  world.run(host, 'Accompany time selection')
  world.onlyMessage(host, wanted, tracks)
end
host.project.tracks[#host.project.tracks].values.I_SELECTED, host.messages = 1, {}
world.run(host, 'Accompany time selection')
world.onlyMessage(host, 'Which stem is "Vocals"?', tracks)
host.project.timeSelection, host.messages = { 0, 0 }, {}
world.run(host, 'Accompany time selection')
world.onlyMessage(host, 'There is no time selection', tracks)
