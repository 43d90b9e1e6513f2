-- One trimmed item with its own rate, level and fades becomes a folder of four aligned stem tracks that sound like it.

local world = require('world')

local host = world.open()
local track = world.addTrack(host, 'Band')
local item = world.addItem(host, track, world.recording('Prise é 1', { seconds = 1.5 }), {
  D_POSITION = 2.123456789, D_LENGTH = 0.75, D_VOL = 0.8, D_FADEINLEN = 0.05, D_FADEOUTLEN = 0.1,
}, { D_STARTOFFS = 0.25, D_VOL = 0.9 })
world.addTrack(host, 'Vocals')
-- on the item's own frames, from before it to after it
local first <const>, last <const> = 2.123456789 - 400 / world.RATE_HZ, 2.923456789
local before = world.played({ item }, world.RATE_HZ, first, last)

world.run(host, 'Separate selected items')

world.noMessage(host)
local names, depths, lengths = {}, {}, {}
for i, each in ipairs(host.project.tracks) do
  names[i], depths[i] = each.name, math.floor(each.values.I_FOLDERDEPTH)
  for _, stem in ipairs(i > 1 and each.items or {}) do
    lengths[#lengths + 1] = ('%.9f'):format(stem.values.D_POSITION)
    world.equal(stem.active.source.rateHz, world.RATE_HZ, 'rate of a stem')
    world.equal(stem.active.source.frames, 6000, 'frames of a stem')
  end
end
world.equal(table.concat(names, ', '), 'Band, Band stems, Bass, Drums, Guitar, Piano, Vocals', 'tracks')
world.equal(table.concat(depths, ' '), '0 1 0 0 0 -1 0', 'folder depths')
world.equal(table.concat(lengths, ' '), ('2.123456789 '):rep(4):sub(1, -2), 'positions')
world.equal(item.values.B_MUTE, 1, 'the original is muted')
world.sameSound(world.played(world.itemsOutside(host, { track }), world.RATE_HZ, first, last), before, 'sum of the stems')
local files = 'Prise é 1 bass.wav, Prise é 1 drums.wav, Prise é 1 guitar.wav, Prise é 1 piano.wav, Prise é 1.json'
world.equal(world.leftFiles(), files, 'files')

-- one step back, and everything is as it was
world.equal(#host.project.history, 1, 'undo points')
world.equal(host.project.history[1].name, 'Stemwright: separate item', 'undo point')
host.api.Undo_DoUndo2(0)
world.equal(#host.project.tracks, 2, 'tracks after an undo')
world.equal(item.values.B_MUTE, 0, 'the original after an undo')
