-- Stems follow the tempo as their item does, by its own timebase or its track's, and belong to its group.

local model = require('stand_in.model')
local world = require('world')

for _, case in ipairs({ { item = 1, track = -1 }, { item = 2, track = -1 }, { item = -1, track = 1 }, { item = 0, track = 1 } }) do
  local host = world.open({ original = 'keep' })
  local track = world.addTrack(host, 'Band')
  track.values.C_BEATATTACHMODE = case.track
  local item = world.addItem(host, track, world.recording('band', { seconds = 0.5 }), {
    D_POSITION = 1, C_BEATATTACHMODE = case.item, I_GROUPID = 3,
  })
  world.run(host, 'Separate selected items')
  world.noMessage(host)
  model.slowDown(host.project, 1.5)
  local stems = world.itemsOutside(host, { track })
  world.equal(#stems, 4, 'stems')
  for _, stem in ipairs(stems) do
    for _, key in ipairs({ 'D_POSITION', 'D_LENGTH', 'I_GROUPID' }) do
      world.equal(stem.values[key], item.values[key], ('%s with %d on %d'):format(key, case.item, case.track))
    end
  end
  world.sameSound(world.played(stems, world.RATE_HZ, 0.9, 2.4), world.played({ item }, world.RATE_HZ, 0.9, 2.4), 'slower', 1e-6)
end
