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

-- the fifth stem has a track in its colour
host.project.tracks, host.project.timeSelection = {}, { 0, 0 }
world.addItem(host, world.addTrack(host, 'Band'), path)
world.run(host, 'Separate selected items')
world.noMessage(host)
world.equal(trackNames(), 'Band, Band stems, Bass, Drums, Guitar, Piano, String section', 'tracks')
local fifth = host.project.tracks[7]
world.equal(fifth.values.I_CUSTOMCOLOR, host.api.ColorToNative(0x33, 0x66, 0x99) | 0x1000000, 'colour')
world.equal(fifth.items[1].active.name, 'take - strings', 'take')
