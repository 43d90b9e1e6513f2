-- Items of every kind in one go, on two tracks: each gets stems that sound like what it plays, not like its file.

local model = require('stand_in.model')
local world = require('world')

local host = world.open({ original = 'keep' })
local stereo = world.recording('stereo', { seconds = 0.6 })
local mono = world.recording('mono', { seconds = 0.5, channels = 1, rateHz = 16000 })
local first = world.addTrack(host, 'One')
local second = world.addTrack(host, 'Two')

local items = {
  world.addItem(host, first, stereo, { D_POSITION = 1, D_LENGTH = 0.25 }, { D_STARTOFFS = 0.2, I_CHANMODE = 1 }),
  world.addItem(host, first, stereo, { D_POSITION = 2, D_LENGTH = 0.25 }, { I_CHANMODE = 2, D_PAN = -0.5 }),
  world.addItem(host, first, stereo, { D_POSITION = 3, D_LENGTH = 0.25 }, { I_CHANMODE = 4 }),
  world.addItem(host, first, stereo, { D_POSITION = 4, D_LENGTH = 0.25 }, { D_PLAYRATE = 1.25, D_VOL = -0.7 }),
  -- goes round its source one and a half times
  world.addItem(host, second, mono, { D_POSITION = 1, D_LENGTH = 0.75, B_LOOPSRC = 1, D_FADEOUTLEN = 0.2 }),
  world.addItem(host, second, stereo, { D_POSITION = 2, D_LENGTH = 0.25 }, { D_STARTOFFS = 0.1 }),
  world.addItem(host, second, mono, { D_POSITION = 3, D_LENGTH = 0.25 }),
}
local rates = { [items[5]] = 16000, [items[7]] = 16000 }
-- the sixth plays its second take, the seventh its source backwards
local other = model.newTake(items[6])
other.name, other.source, other.values.D_STARTOFFS = 'other', items[6].takes[1].source, 0.3
items[6].active = other
local whole = items[7].active.source
items[7].active.source = {
  kind = 'PCM_source', parent = whole, isReversed = true, rateHz = whole.rateHz, channels = 1, frames = whole.frames,
}

world.run(host, 'Separate selected items')

world.noMessage(host)
world.equal(#host.project.history, 1, 'undo points')
local names = {}
for i, track in ipairs(host.project.tracks) do
  names[i] = ('%s %d'):format(track.name, #track.items)
end
local under = ' stems 0, Bass %d, Drums %d, Guitar %d, Piano %d'
local wanted = 'One 4, One' .. under:gsub('%%d', '4') .. ', Two 3, Two' .. under:gsub('%%d', '3')
world.equal(table.concat(names, ', '), wanted, 'tracks and their items')

for i, item in ipairs(items) do
  local rateHz = rates[item] or world.RATE_HZ
  local from, to = item.values.D_POSITION - 0.1, item.values.D_POSITION + item.values.D_LENGTH
  -- the other track's items lie at the same moments: only this track's folder is heard
  local above = model.indexOf(host.project.tracks, item.track)
  local heard = {}
  for k = above + 2, above + 5 do
    table.move(host.project.tracks[k].items, 1, #host.project.tracks[k].items, #heard + 1, heard)
  end
  world.sameSound(world.played(heard, rateHz, from, to), world.played({ item }, rateHz, from, to), 'item ' .. i)
  world.equal(item.values.B_MUTE, 0, 'the original is kept')
end
