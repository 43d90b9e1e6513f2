-- What names of tracks say, with the aliases of the model that ships: whole words, singular or plural, the last one counts.

local world = require('world')

world.open()
local library = require('stand_in.script_library')
local stemLook = library('lib.stem_look')
local trackNames = library('lib.track_names')

local looks = stemLook.ofModel()
looks:add('bass', 'Bass', nil, 'bass guitar,bs')
looks:add('drums', 'Drums', nil, 'drum,kit')
looks:add('guitar', 'Guitar', nil, 'gtr,gtrs')
looks:add('piano', 'Piano', nil, 'keys,pno')

-- also where the shorter name comes first in the model
local reversed = stemLook.ofModel()
reversed:add('guitar', 'Guitar', nil, 'gtr')
reversed:add('bass', 'Bass', nil, 'bass guitar')
world.equal(trackNames.stemOf('Bass guitar', reversed), 'bass', 'a bass guitar')

for stem, names in pairs({
  bass = { 'Bass', 'BASS DI', 'bass_amp', 'Sub-Bass 2', 'Bass guitar', 'Bass Guitars', 'Bs', 'BassDI', 'Drums and bass' },
  drums = { 'Drum bus', 'Drums', 'Kit', 'KITS', 'Kick (bass drum)', 'Drums01', 'Bass drum' },
  guitar = { 'Gtr', 'GTR_2', 'Gtrs L', 'GtrL', 'Guitars', 'E-Guitar', 'Keys and gtr' },
  piano = { 'Keys', 'Key', 'Pno', 'Pianos', 'Piano (left)', 'Gtr/Keys' },
  none = { 'Bassoon', 'Kitchen', 'Keyboard', 'Subs', 'Vocals', 'Track 1', '', 'Drumming', 'Abs' },
}) do
  for _, name in ipairs(names) do
    world.equal(trackNames.stemOf(name, looks) or 'none', stem, ('"%s"'):format(name))
  end
end
