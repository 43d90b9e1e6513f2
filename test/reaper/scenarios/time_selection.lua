-- Only what is inside the time selection is separated, in each of the three ways to place stems.

local world = require('world')

local FIRST <const>, LAST <const> = 1.25, 1.5

local function separate(settings, itemValues)
  local host = world.open(settings)
  local track = world.addTrack(host, 'Band')
  local path = world.recording('band', { seconds = 1 })
  local item = world.addItem(host, track, path, { D_POSITION = 1, D_LENGTH = 0.8 }, { D_STARTOFFS = 0.1 })
  for name, value in pairs(itemValues or {}) do
    item.values[name] = value
  end
  -- lies outside
  world.addItem(host, track, path, { D_POSITION = 3, D_LENGTH = 0.5 })
  host.project.timeSelection = { FIRST, LAST }
  local before = world.played(track.items, world.RATE_HZ, 0.9, 2)
  world.run(host, 'Separate selected items')
  world.noMessage(host)
  local after = world.played(world.itemsOutside(host, {}), world.RATE_HZ, 0.9, 2)
  return host, track, before, after
end

local function edges(track)
  local words = {}
  for i, item in ipairs(track.items) do
    words[i] = ('%.4f+%.4f'):format(item.values.D_POSITION, item.values.D_LENGTH)
  end
  table.sort(words)
  return table.concat(words, ' ')
end

-- new tracks: the original is muted inside the time selection only, so that everything sounds as before
local host, track, before, after = separate({ placement = 'tracks' }, { D_FADEINLEN = 0.1, D_VOL = 0.5 })
world.sameSound(after, before, 'tracks')
world.equal(edges(track), '1.0000+0.2500 1.2500+0.2500 1.5000+0.3000 3.0000+0.5000', 'items of the original')
world.equal(edges(host.project.tracks[3]), '1.2500+0.2500', 'items of a stem')

-- takes: the original goes on to play, and each stem could instead
host, track, before, after = separate({ placement = 'takes' })
world.sameSound(after, before, 'takes')
world.equal(#host.project.tracks, 1, 'tracks')
for _, item in ipairs(track.items) do
  world.equal(#item.takes, item.values.D_POSITION == FIRST and 5 or 1, 'takes at ' .. item.values.D_POSITION)
  if #item.takes == 5 then
    world.equal(item.active, item.takes[1], 'the take that plays')
    world.equal(item.takes[2].name, 'band - bass', 'name of a take')
    item.values.B_ALLTAKESPLAY, item.takes[1].values.D_VOL = 1, 0
  end
end
world.sameSound(world.played(track.items, world.RATE_HZ, 0.9, 2), before, 'all stem takes together')

-- in place: an item that plays all stems has replaced that part of the original
host, track, before, after = separate({ placement = 'in place' }, { D_FADEOUTLEN = 0.2 })
world.sameSound(after, before, 'in place')
world.equal(#host.project.tracks, 1, 'tracks')
world.equal(edges(track), '1.0000+0.2500 1.2500+0.2500 1.5000+0.3000 3.0000+0.5000', 'items')
host.api.Undo_DoUndo2(0)
world.equal(edges(track), '1.0000+0.8000 3.0000+0.5000', 'items after an undo')

-- and only the stems that the user wants: all but the drums
track = select(2, separate({ placement = 'in place', stems = 'bass,guitar,piano' }))
for _, item in ipairs(track.items) do
  world.equal(#item.takes, item.values.D_POSITION == FIRST and 3 or 1, 'takes at ' .. item.values.D_POSITION)
end

-- not asked for: the time selection says nothing
host = separate({ timeSelection = 'no' })
world.equal(edges(host.project.tracks[3]), '1.0000+0.8000 3.0000+0.5000', 'items of a stem')
