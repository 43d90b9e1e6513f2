-- A model of five stems, one of which has a label, a colour and aliases that no script knows.

local world = require('world')

local host = world.open()
local path = world.recording('take', { seconds = 1 })

local function trackNames()
  local names = {}
  for i, track in ipairs(host.project.tracks) do
    names[i] = track.name
  end
  return table.concat(names, ', ')
end

-- tracks are known by aliases: a bass guitar is a bass, and "subs" has no alias as a word
for _, name in ipairs({ 'Bass guitar', 'Violins 1' }) do
  world.addItem(host, world.addTrack(host, name), path)
end
world.addTrack(host, 'Subs')
host.project.timeSelection = { 0, 0.2 }
host.answers = { 'drums' }
world.run(host, 'Accompany time selection')
world.noMessage(host)
world.equal(host.asked.values, 'drums,guitar,piano', 'stems that are offered')
world.equal(trackNames(), 'Bass guitar, Violins 1, Accompaniment, Drums, Subs', 'tracks')

-- every stem has a track in its colour: four by their place in the model, the fifth from the card
host.project.tracks, host.project.timeSelection = {}, { 0, 0 }
world.addItem(host, world.addTrack(host, 'Band'), path)
world.run(host, 'Separate selected items')
world.noMessage(host)
world.equal(trackNames(), 'Band, Band stems, Bass, Drums, Guitar, Piano, String section', 'tracks')
for i, colour in ipairs({ 0x4a90e2, 0xe8803a, 0x5cb85c, 0xa46ed4, 0x336699 }) do
  local native = host.api.ColorToNative(colour >> 16, colour >> 8 & 0xff, colour & 0xff)
  local track = host.project.tracks[2 + i]
  world.equal(track.values.I_CUSTOMCOLOR, native | 0x1000000, 'colour of ' .. track.name)
end
world.equal(host.project.tracks[7].items[1].active.name, 'take - strings', 'take')
