-- @noindex

-- Generates stems that fit the ones there are, for the time selection. Which track is which stem its name says; tracks that are not
-- selected do not count, if any is:
--
--     tracks -> what their items play, as WAVs -> daemon -> the missing stems -> a folder of new tracks

local folder = select(2, reaper.get_action_context()):match('^(.*[/\\])')
package.path = folder .. '?.lua;' .. package.path

local audioReader = require('lib.audio_reader')
local daemon = require('lib.daemon')
local failure = require('lib.failure')
local knownTracks = require('lib.known_tracks')
local placement = require('lib.placement')
local project = require('lib.project')
local seeds = require('lib.seeds')
local settings = require('lib.settings')
local stemFiles = require('lib.stem_files')
local task = require('lib.task')

local chosen = settings.read()

--- Asks which stems to generate, offering the missing ones. Returns a set of names.
local function wantedStems(stemNames, tracks)
  local missing, isStem = {}, {}
  for _, name in ipairs(stemNames) do
    isStem[name] = true
    if tracks[name] == nil then
      missing[#missing + 1] = name
    end
  end
  local captions = ('Of %s,extrawidth=100,separator=|'):format(table.concat(stemNames, ' / '))
  local isFine, answer = reaper.GetUserInputs('Stemwright: generate which stems?', 1, captions, table.concat(missing, ','))
  if not isFine then
    failure.raise('cancelled', 'Cancelled.')
  end
  local wanted, names = {}, {}
  for name in answer:lower():gmatch('[^,%s]+') do
    if not isStem[name] then
      failure.raise('bad-argument', ('There is no stem "%s"; the model has %s.'):format(name, table.concat(stemNames, ', ')))
    end
    wanted[name] = true
  end
  for _, name in ipairs(stemNames) do
    names[#names + 1] = wanted[name] and name or nil
  end
  if #names == 0 then
    failure.raise('bad-argument', ('No stem to generate: expected some of %s.'):format(table.concat(stemNames, ', ')))
  end
  return wanted, table.concat(names, ',')
end

--- Removes the files it holds when the variable that holds it goes.
local function temporaryFiles()
  return setmetatable({}, {
    __close = function(files)
      for _, path in ipairs(files) do
        os.remove(path)
      end
    end,
  })
end

task.run('job', function()
  local first, last = project.neededTimeSelection()
  local stemwright <close> = daemon.open(chosen)
  local looks = stemwright:looks()
  local stemNames = looks.names
  local tracks = knownTracks.find(looks, first, last)
  local wanted, generate = wantedStems(stemNames, tracks)
  local files <close> = temporaryFiles()
  local known, outermost = {}, {}
  for _, stem in ipairs(stemNames) do
    if tracks[stem] ~= nil and not wanted[stem] then
      local path = project.temporaryPath(chosen, stem)
      files[#files + 1] = path
      table.move(tracks[stem].outermost, 1, #tracks[stem], #outermost + 1, outermost)
      known[#known + 1] = stem .. '=' .. path
      audioReader.write(audioReader.ofTracks(stem, tracks[stem], project.rateHz(), first, last), path, function()
        task.progress(nil, nil, 'Reading ' .. stem)
      end)
    end
  end
  if #known == 0 then
    failure.raise('input-empty', 'No stem is left to accompany: all of them are to be generated. Use "Generate into time selection".')
  end
  local seed = seeds.new()
  local args = { known[1], generate, 'preset', chosen.preset, 'seed', seed }
  for i = 2, #known do
    table.move({ 'known', known[i] }, 1, 2, #args + 1, args)
  end
  local stems = stemwright:run('impute', args, function(fraction, etaSeconds)
    task.progress(fraction, etaSeconds, 'Generating ' .. generate)
  end)
  local lowest = knownTracks.lowest(outermost)
  project.check(lowest, 'MediaTrack*', 'A track of the known stems')
  local name = ('accompaniment %d'):format(seed)
  local result = { name = name, startSeconds = first, lengthSeconds = last - first, stems = stemFiles.keep(stems, name) }
  placement.ofTimeSelection(result, looks, 'accompany', lowest, 'Accompaniment')
end)
