-- A band as long as the time selection, below the selected track.

local world = require('world')

local host = world.open()
world.addTrack(host, 'Idea').values.I_SELECTED = 1
world.addTrack(host, 'Voice')
host.project.timeSelection = { 2.5, 3.25 }

world.run(host, 'Generate into time selection')

world.noMessage(host)
local words = {}
for i, track in ipairs(host.project.tracks) do
  local item = track.items[1]
  words[i] = track.name .. (item and (' %.2f+%.2f'):format(item.values.D_POSITION, item.values.D_LENGTH) or '')
end
local wanted = 'Idea, Generated, Bass 2.50+0.75, Drums 2.50+0.75, Guitar 2.50+0.75, Piano 2.50+0.75, Voice'
world.equal(table.concat(words, ', '), wanted, 'tracks')
local source = host.project.tracks[3].items[1].active.source
assert(source.frames >= math.floor(0.75 * source.rateHz), 'the stem is too short')
world.equal(#host.project.history, 1, 'undo points')
