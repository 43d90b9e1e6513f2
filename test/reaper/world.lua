-- What scenarios are told in: a project with recordings in it, the scripts by their titles, and what is expected afterwards.

local model = require('stand_in.model')
local sound = require('stand_in.sound')
local standIn = require('stand_in.reaper')
local wav = require('stand_in.wav')

local world = {}

local SCRIPTS <const> = 'reaper-scripts/Stemwright/Stemwright - %s.lua'

--- The stems' sum is exact to 2^-25 for stems below full scale, and what the scripts read is rounded to 32 bits once more.
world.MOST_SUM_ERROR = 2 ^ -24

--- A Reaper whose scripts have the link that the test runs with, and settings by key. `options`: more of the stand-in's (reaper.lua).
function world.open(settings, options)
  local all = { mediaFolder = os.getenv('STAND_IN_MEDIA'), hasSocket = os.getenv('STAND_IN_LINK') == 'udp' }
  for key, value in pairs(options or {}) do
    all[key] = value
  end
  local host = standIn.new(all)
  host.project.rateHz = world.RATE_HZ
  host.extState['stemwright/command'] = os.getenv('STAND_IN_COMMAND')
  host.extState['stemwright/preset'] = 'draft'
  host.extState['stemwright/port'] = os.getenv('STAND_IN_PORT')
  for key, value in pairs(settings or {}) do
    host.extState['stemwright/' .. key] = value
  end
  return host
end

function world.run(host, title, onTick)
  host:run(SCRIPTS:format(title), onTick)
end

--- Frames a second of recordings that say nothing else: few, for plain Lua has to make and hear them.
world.RATE_HZ = 8000

--- A tone and a sweep: no two stretches of it are alike.
local function recording(frame, channel)
  return 0.4 * math.sin(frame * (0.03 + 0.02 * channel)) + 0.3 * math.sin(frame * frame * 3e-5)
end

--- A file in the media folder: `options` may have rateHz, channels, seconds.
function world.recording(name, options)
  local path = ('%s/%s.wav'):format(os.getenv('STAND_IN_MEDIA'), name)
  local rateHz = options.rateHz or world.RATE_HZ
  wav.write(path, rateHz, options.channels or 2, math.floor((options.seconds or 1) * rateHz), recording)
  return path
end

function world.addTrack(host, name)
  host.api.InsertTrackAtIndex(#host.project.tracks, false)
  local track = host.project.tracks[#host.project.tracks]
  track.name = name
  return track
end

--- A selected item that plays a file; `values` of the item and of its take by their Reaper names.
function world.addItem(host, track, path, itemValues, takeValues)
  local item = model.newItem(track)
  local take = model.newTake(item)
  take.name, take.source = path:match('([^/]*)%.wav$'), host.api.PCM_Source_CreateFromFile(path)
  item.values.B_UISEL = 1
  item.values.D_LENGTH = take.source.frames / take.source.rateHz
  for key, value in pairs(itemValues or {}) do
    item.values[key] = value
  end
  for key, value in pairs(takeValues or {}) do
    take.values[key] = value
  end
  return item
end

--- What items play, summed, as a list over frames and both channels, from one moment of the project to another.
function world.played(items, rateHz, first, last)
  local values = {}
  for frame = 0, math.floor((last - first) * rateHz) - 1 do
    for channel = 0, 1 do
      local sum = 0
      for _, item in ipairs(items) do
        sum = sum + sound.itemAt(item, channel, first + frame / rateHz)
      end
      values[#values + 1] = sum
    end
  end
  return values
end

--- The items of all tracks but the given ones.
function world.itemsOutside(host, tracks)
  local items = {}
  for _, track in ipairs(host.project.tracks) do
    if model.indexOf(tracks, track) == nil then
      table.move(track.items, 1, #track.items, #items + 1, items)
    end
  end
  return items
end

function world.equal(got, wanted, words)
  if got ~= wanted then
    error(('%s: expected %s, got %s'):format(words, tostring(wanted), tostring(got)), 2)
  end
end

--- That two lists of samples are the same sound, and a sound; to rounding, or as near as is said.
function world.sameSound(got, wanted, words, mostError)
  world.equal(#got, #wanted, words .. ': length')
  local worst, loudest = 0, 0
  for i = 1, #wanted do
    worst = math.max(worst, math.abs(got[i] - wanted[i]))
    loudest = math.max(loudest, math.abs(wanted[i]))
  end
  if worst > (mostError or world.MOST_SUM_ERROR) or loudest < 0.1 then
    error(('%s: differs by %.3g, loudest sample %.3g'):format(words, worst, loudest), 2)
  end
end

--- The names of tracks with a value of each, such as their folder depths: "Band 0, Bass -1".
function world.tracksWith(project, key)
  local words = {}
  for i, track in ipairs(project.tracks) do
    words[i] = ('%s %d'):format(track.name, math.floor(track.values[key]))
  end
  return table.concat(words, ', ')
end

--- That a script has ended without a message.
function world.noMessage(host)
  world.equal(table.concat(host.messages, ' | '), '', 'messages')
end

--- That a script has ended with one message that holds a text, and has left the project as it was.
function world.onlyMessage(host, wanted, tracks)
  world.equal(#host.messages, 1, 'messages (' .. table.concat(host.messages, ' | ') .. ')')
  if not host.messages[1]:find(wanted, 1, true) then
    error(('expected a message with "%s", got "%s"'):format(wanted, host.messages[1]), 2)
  end
  world.equal(#host.project.tracks, tracks, 'tracks')
  world.equal(#host.project.history, 0, 'undo points')
end

--- The names of the files in the media folder and its Stemwright folder that no scenario has put there: "a.wav, b.wav".
function world.leftFiles()
  local listing = io.popen(("cd '%s' && find Stemwright -type f 2>/dev/null | sort"):format(os.getenv('STAND_IN_MEDIA')))
  local names = {}
  for name in listing:lines() do
    names[#names + 1] = name:match('[^/]*$')
  end
  listing:close()
  return table.concat(names, ', ')
end

return world
