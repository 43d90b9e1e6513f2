-- Draws what two of the actions make of the demo recording, for the README. STAND_IN_PICTURES: the folder for the pictures. The media
-- folder holds the recording and its stems as WAVs.

local arrangeView = require('arrange_view')
local world = require('world')

local media, pictures = os.getenv('STAND_IN_MEDIA'), os.getenv('STAND_IN_PICTURES')

local function draw(host, name)
  world.noMessage(host)
  local file = assert(io.open(('%s/%s.svg'):format(pictures, name), 'w'))
  file:write(arrangeView.svg(host, 12))
  assert(file:close())
end

local host = world.open({ preset = 'standard' })
local track = world.addTrack(host, 'Band')
world.addItem(host, track, media .. '/mixture.wav', { D_POSITION = 0.5, D_LENGTH = 11 }, { D_STARTOFFS = 0.5 })
host.project.timeSelection = { 3, 9 }
world.run(host, 'Separate selected items')
draw(host, 'separate')

host = world.open({ preset = 'standard' })
host.project.rateHz = 44100
for _, name in ipairs({ 'drums', 'guitar' }) do
  local known = world.addTrack(host, name:gsub('^%l', string.upper))
  world.addItem(host, known, ('%s/%s.wav'):format(media, name), { D_POSITION = 0, D_LENGTH = 12 })
end
host.project.timeSelection = { 2, 8 }
host.answers = { 'bass,piano' }
world.run(host, 'Accompany time selection')
draw(host, 'accompany')
