-- @noindex
-- What Reaper plays, as a WAV file of floats: read through audio accessors, so that trims, rates, pitch, channel modes, loops and
-- stretch markers are in it. Accessors read before volume, pan, fades and FX.

local failure = require('lib.failure')
local project = require('lib.project')
local task = require('lib.task')
local wavFile = require('lib.wav_file')

local audioReader = {}

local BLOCK_FRAMES <const> = 16384
local FAILED <const>, SILENT <const> = -1, 0
--- of what is read of tracks: the first ones, as they go to the master
local TRACK_CHANNELS <const> = 2

local function closedAtTheEnd(readers)
  return setmetatable(readers, {
    __close = function()
      for _, reader in ipairs(readers) do
        reaper.DestroyAudioAccessor(reader.accessor)
      end
    end,
  })
end

--- The first `kept` of each `channels` values.
local function narrowed(samples, frames, channels, kept)
  if kept == channels then
    return samples
  end
  local narrow = {}
  for frame = 0, frames - 1 do
    for channel = 1, kept do
      narrow[frame * kept + channel] = samples[frame * channels + channel]
    end
  end
  return narrow
end

--- Frames of all readers, summed, and whether there is sound in any.
local function readBlock(readers, from, at, frames, buffer)
  local sum, hasSound = nil, false
  local seconds = from.startSeconds + at / from.rateHz
  for _, reader in ipairs(readers) do
    buffer.clear()
    local got = reaper.GetAudioAccessorSamples(reader.accessor, from.rateHz, reader.channels, seconds, frames, buffer)
    if got == FAILED then
      failure.raise('input-unreadable', ('Reaper cannot read the audio of "%s". Is it offline?'):format(from.name))
    end
    hasSound = hasSound or got ~= SILENT
    local samples = narrowed(buffer.table(1, frames * reader.channels), frames, reader.channels, from.keptChannels)
    for i = 1, sum and #samples or 0 do
      samples[i] = samples[i] + sum[i]
    end
    sum = samples
  end
  return sum, hasSound
end

--- How many frames cover a length; a hair over a whole number is that number.
function audioReader.frameCount(lengthSeconds, rateHz)
  return math.max(1, math.ceil(lengthSeconds * rateHz - 1e-6))
end

local function mostChannels(readers)
  local most = 1
  for _, reader in ipairs(readers) do
    most = math.max(most, reader.channels)
  end
  return most
end

--- Writes a stretch to a WAV file, from the frame at `startSeconds` of the accessor's time on.
--- `from`: open (gives a list of readers, each an accessor with its channels, to be summed), check (raises when it is
--- gone), name, rateHz, keptChannels, startSeconds, frames.
--- `onProgress()`. Raises `output-failed`, `input-unreadable`, `input-missing`.
function audioReader.write(from, path, onProgress)
  from.check()
  local reading <close> = closedAtTheEnd(from.open())
  local wav <close> = wavFile.create(path, from.rateHz, from.keptChannels, from.frames)
  local buffer = reaper.new_array(BLOCK_FRAMES * mostChannels(reading))
  local hasSound = false
  for at = 0, from.frames - 1, BLOCK_FRAMES do
    local frames = math.min(BLOCK_FRAMES, from.frames - at)
    local samples, isSound = readBlock(reading, from, at, frames, buffer)
    hasSound = hasSound or isSound
    wav:write(samples, frames * from.keptChannels)
    onProgress()
    task.breathe()
    from.check()
  end
  if not hasSound then
    failure.raise('input-empty', ('"%s" has no audio here. Is it offline?'):format(from.name))
  end
  wav:finish()
end

--- What a described item (source_items) plays.
function audioReader.ofItem(described)
  return {
    open = function()
      return { { accessor = reaper.CreateTakeAudioAccessor(described.take), channels = described.channels } }
    end,
    check = function()
      project.check(described.take, 'MediaItem_Take*', ('"%s"'):format(described.name))
    end,
    name = described.name,
    rateHz = described.rateHz,
    keptChannels = described.keptChannels,
    startSeconds = described.offsetSeconds,
    frames = audioReader.frameCount(described.lengthSeconds, described.rateHz),
  }
end

--- What tracks play together, before their FX and faders: fades and levels of their items are in it.
function audioReader.ofTracks(name, tracks, rateHz, first, last)
  return {
    open = function()
      local readers = {}
      for i, track in ipairs(tracks) do
        local channels = math.floor(reaper.GetMediaTrackInfo_Value(track, 'I_NCHAN'))
        readers[i] = { accessor = reaper.CreateTrackAudioAccessor(track), channels = channels }
      end
      return readers
    end,
    check = function()
      for _, track in ipairs(tracks) do
        project.check(track, 'MediaTrack*', ('A track of "%s"'):format(name))
      end
    end,
    name = name,
    rateHz = rateHz,
    keptChannels = TRACK_CHANNELS,
    startSeconds = first,
    frames = audioReader.frameCount(last - first, rateHz),
  }
end

return audioReader
