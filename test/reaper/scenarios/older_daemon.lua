-- A daemon that tells no looks: tracks are called after the stems all the same, in one colour.

local world = require('world')

local host = world.open()
host.project.timeSelection = { 1, 1.2 }
world.run(host, 'Generate into time selection')
world.noMessage(host)
local names, colours = {}, {}
for i, track in ipairs(host.project.tracks) do
  names[i], colours[i] = track.name, track.values.I_CUSTOMCOLOR
end
world.equal(table.concat(names, ', '), 'Generated, Bass, Drums, Guitar, Piano', 'tracks')
for i = 3, #colours do
  world.equal(colours[i], colours[2], 'colour of ' .. names[i])
end
