-- New tracks add nothing of their own, whatever the user's new tracks have by default. The folder takes over what the original's track
-- does, once: where that is a folder itself, the stems are below all that is in it. Stem tracks have as many channels as it has.

local world = require('world')

local host = world.open()
local bus = world.addTrack(host, 'Bus')
local inner = world.addTrack(host, 'Inner')
local last = world.addTrack(host, 'Last')
world.addTrack(host, 'Voice')
bus.values.I_FOLDERDEPTH, inner.values.I_FOLDERDEPTH, last.values.I_FOLDERDEPTH = 1, 1, -2
for key, value in pairs({ D_VOL = 0.5, D_PAN = 0.25, D_WIDTH = 0.8, D_PANLAW = 0.7, I_NCHAN = 4, C_BEATATTACHMODE = 1 }) do
  bus.values[key] = value
end
world.addItem(host, bus, world.recording('bus', { seconds = 0.3 }))
host.tabs.trackDefaults = { D_VOL = 0.3, D_PAN = -1, B_MUTE = 1, D_PANLAW = 0.5, B_MAINSEND = 0 }

world.run(host, 'Separate selected items')

world.noMessage(host)
local depths = 'Bus 1, Inner 1, Last -2, Bus stems 1, Bass 0, Drums 0, Guitar 0, Piano -1, Voice 0'
world.equal(world.tracksWith(host.project, 'I_FOLDERDEPTH'), depths, 'folder depths')
local function values(track)
  local words = {}
  for _, key in ipairs({ 'D_VOL', 'D_PAN', 'D_WIDTH', 'D_PANLAW', 'I_NCHAN', 'C_BEATATTACHMODE', 'B_MUTE', 'B_MAINSEND' }) do
    words[#words + 1] = ('%g'):format(track.values[key])
  end
  return table.concat(words, ' ')
end
world.equal(values(host.project.tracks[4]), '0.5 0.25 0.8 0.7 4 1 0 1', 'the folder')
for i = 5, 8 do
  world.equal(values(host.project.tracks[i]), '1 0 1 1 4 1 0 1', host.project.tracks[i].name)
  world.equal(#host.project.tracks[i].fx, 0, 'FX of ' .. host.project.tracks[i].name)
end

-- a folder in a folder, whose last track ends both: what stands outside stays outside
host = world.open()
local outer = world.addTrack(host, 'Outer')
local kit = world.addTrack(host, 'Kit')
local snare = world.addTrack(host, 'Snare')
world.addTrack(host, 'Voice')
outer.values.I_FOLDERDEPTH, kit.values.I_FOLDERDEPTH, snare.values.I_FOLDERDEPTH = 1, 1, -2
world.addItem(host, kit, world.recording('kit', { seconds = 0.3 }))
world.run(host, 'Separate selected items')
world.noMessage(host)
depths = 'Outer 1, Kit 1, Snare -1, Kit stems 1, Bass 0, Drums 0, Guitar 0, Piano -2, Voice 0'
world.equal(world.tracksWith(host.project, 'I_FOLDERDEPTH'), depths, 'folder depths')
