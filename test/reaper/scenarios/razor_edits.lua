-- Razor edits say what is meant, whatever is selected: two areas over one item and one over a lane, in each of the three ways to place
-- stems. Areas over envelopes are none of items.

local world = require('world')

local function separate(settings)
  local host = world.open(settings)
  local track = world.addTrack(host, 'Band')
  local path = world.recording('band', { seconds = 1 })
  local item = world.addItem(host, track, path, { D_POSITION = 1, D_LENGTH = 0.8, D_FADEOUTLEN = 0.1, B_UISEL = 0, I_GROUPID = 7 })
  world.addItem(host, track, path, { D_POSITION = 3, D_LENGTH = 0.5 })
  track.razorEdits = '1.625 1.9 "" 0 1,1.125 1.375,1.4 1.5 "{B577250D-146F-B544-9B34-F24FBE488F1F}"'
  local before = world.played(track.items, world.RATE_HZ, 0.9, 2)
  world.run(host, 'Separate selected items')
  world.noMessage(host)
  world.sameSound(world.played(world.itemsOutside(host, {}), world.RATE_HZ, 0.9, 2), before, settings.placement)
  return host, track, item
end

--- The items of a track from left to right: where, how many takes, and whether muted.
local function shown(track, group)
  local words = {}
  for i, item in ipairs(track.items) do
    words[i] = ('%.3f+%.3f x%d%s'):format(item.values.D_POSITION, item.values.D_LENGTH, #item.takes, item.values.B_MUTE == 1 and 'm' or '')
    world.equal(item.values.I_GROUPID, item.values.D_POSITION < 3 and group or 0, 'group of ' .. words[i])
  end
  table.sort(words)
  return table.concat(words, ' ')
end

local host, track = separate({ placement = 'tracks' })
world.equal(shown(track, 7), '1.000+0.125 x1 1.125+0.250 x1m 1.375+0.250 x1 1.625+0.175 x1m 3.000+0.500 x1', 'the original')
world.equal(shown(host.project.tracks[3], 7), '1.125+0.250 x1 1.625+0.175 x1', 'a stem')
world.equal(host.project.history[1].name, 'Stemwright: separate 2 items', 'undo point')

track = select(2, separate({ placement = 'takes' }))
world.equal(shown(track, 7), '1.000+0.125 x1 1.125+0.250 x5 1.375+0.250 x1 1.625+0.175 x5 3.000+0.500 x1', 'takes')

track = select(2, separate({ placement = 'in place' }))
world.equal(shown(track, 7), '1.000+0.125 x1 1.125+0.250 x4 1.375+0.250 x1 1.625+0.175 x4 3.000+0.500 x1', 'in place')

-- one of two lanes: the stems that replace its item are in it
host = world.open({ placement = 'in place' })
track = world.addTrack(host, 'Lanes')
track.values.I_FREEMODE = 2
local path = world.recording('lane', { seconds = 0.5 })
for lane = 0, 1 do
  world.addItem(host, track, path, { I_FIXEDLANE = lane, F_FREEMODE_Y = lane / 2, F_FREEMODE_H = 1 / 2, B_UISEL = 0 })
end
track.razorEdits = '0 0.5 "" 0.5 1'
world.run(host, 'Separate selected items')
world.noMessage(host)
world.equal((shown(track, 0):gsub(' x%d', '')), '0.000+0.500 0.000+0.500', 'items')
for _, item in ipairs(track.items) do
  world.equal(#item.takes, item.values.I_FIXEDLANE == 1 and 4 or 1, 'takes in lane ' .. item.values.I_FIXEDLANE)
end

-- over nothing
host = world.open()
track = world.addTrack(host, 'Band')
world.addItem(host, track, path)
track.razorEdits = '5 6'
world.run(host, 'Separate selected items')
world.onlyMessage(host, 'There is no item below the razor edits', 1)
