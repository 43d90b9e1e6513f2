--- @noindex
-- What Reaper plays, as a WAV file of floats: read through audio accessors, so that trims, rates, pitch, channel modes, loops and
-- stretch markers are in it. Accessors read before volume, pan, fades and FX.

local failure = require('lib.failure')
local project = require('lib.project')
local task = require('lib.task')
local wavFile = require('lib.wav_file')

local audioReader = {}

local BLOCK_FRAMES <const> = 16384
local FAILED <const>, SILENT <const> = -1, 0

local function closedAtTheEnd(accessor)
  return setmetatable({ accessor = accessor }, {
    __close = function()
      reaper.DestroyAudioAccessor(accessor)
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

--- How many frames cover a length; a hair over a whole number is that number.
function audioReader.frameCount(lengthSeconds, rateHz)
  return math.max(1, math.ceil(lengthSeconds * rateHz - 1e-6))
end

--- Writes a stretch to a WAV file, from the frame at `startSeconds` of the accessor's time on.
--- `from`: open (gives an accessor), check (raises when it is gone), name, rateHz, channels, keptChannels, startSeconds, frames.
--- `onProgress(fraction)`. Raises `output-failed`, `input-unreadable`, `input-missing`.
function audioReader.write(from, path, onProgress)
  local reading <close> = closedAtTheEnd(from.open())
  local wav <close> = wavFile.create(path, from.rateHz, from.keptChannels, from.frames)
  local buffer = reaper.new_array(BLOCK_FRAMES * from.channels)
  local hasSound = false
  for at = 0, from.frames - 1, BLOCK_FRAMES do
    local frames = math.min(BLOCK_FRAMES, from.frames - at)
    buffer.clear()
    local got = reaper.GetAudioAccessorSamples(
      reading.accessor, from.rateHz, from.channels, from.startSeconds + at / from.rateHz, frames, buffer
    )
    if got == FAILED then
      failure.raise('input-unreadable', ('Reaper cannot read the audio of "%s". Is it offline?'):format(from.name))
    end
    hasSound = hasSound or got ~= SILENT
    local samples = buffer.table(1, frames * from.channels)
    wav:write(narrowed(samples, frames, from.channels, from.keptChannels), frames * from.keptChannels)
    onProgress((at + frames) / from.frames)
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
      return reaper.CreateTakeAudioAccessor(described.take)
    end,
    check = function()
      project.check(described.take, 'MediaItem_Take*', ('"%s"'):format(described.name))
    end,
    name = described.name,
    rateHz = described.rateHz,
    channels = described.channels,
    keptChannels = described.keptChannels,
    startSeconds = described.offsetSeconds,
    frames = audioReader.frameCount(described.lengthSeconds, described.rateHz),
  }
end

return audioReader
