-- The second of two items goes offline while the first is at the daemon: the first has its stems, and a message tells of the second.

local world = require('world')

local host = world.open()
local track = world.addTrack(host, 'Band')
local first = world.addItem(host, track, world.recording('first', { seconds = 0.2 }))
local second = world.addItem(host, track, world.recording('second', { seconds = 0.2 }), { D_POSITION = 1 })
local create = host.api.CreateTakeAudioAccessor
host.api.CreateTakeAudioAccessor = function(take)
  second.active.source.isOffline = take == second.active
  return create(take)
end

world.run(host, 'Separate selected items')

world.equal(#host.messages, 1, 'messages')
assert(host.messages[1]:find('"second" has no audio here', 1, true), host.messages[1])
world.equal(#host.project.tracks, 6, 'tracks')
for i = 3, 6 do
  world.equal(#host.project.tracks[i].items, 1, 'items of ' .. host.project.tracks[i].name)
  world.equal(host.project.tracks[i].items[1].values.D_POSITION, 0, 'position')
end
world.equal(first.values.B_MUTE .. ' ' .. second.values.B_MUTE, '1 0', 'muted originals')
world.equal(#host.project.history, 1, 'undo points')
