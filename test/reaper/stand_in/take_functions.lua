-- Reaper's functions about takes, their sources and their sound, over the stand-in's projects.
--
-- From Reaper's API documentation:
--   GetMediaSourceParent: "the parent source, or NULL if src is the root source", as of sections and reversed sources, which have no
--   file name of their own.
--   GetMediaSourceLength: its second result is true where "the media source is beat-based".
--   GetMediaSourceSampleRate: "MIDI source media will return zero".
--   GetAudioAccessorSamples: "extracted immediately pre-FX", interleaved; "0 if no audio, 1 if audio, -1 on error". So what comes after,
--   as volume, pan, envelopes and take FX, is not in it. What a track's accessor gives are its own items, and not those of tracks in it.
--   GetSetEnvelopeInfo_String: ACTIVE is "0" or "1".

local model = require('stand_in.model')
local projectFunctions = require('stand_in.project_functions')
local sound = require('stand_in.sound')
local wav = require('stand_in.wav')

local known, setKnown = projectFunctions.known, projectFunctions.setKnown

--- Reaper's arrays: numbers by index from 1 on, and functions that are called with a dot.
local function newArray(size)
  local array = { isArray = true, size = size }
  function array.clear()
    for i = 1, size do
      array[i] = 0
    end
  end
  function array.table(first, count)
    assert(first >= 1 and first + count - 1 <= size, 'beyond the array')
    return table.move(array, first, first + count - 1, 1, {})
  end
  array.clear()
  return array
end

local function newSource(path)
  local source = wav.read(path)
  if source == nil then
    return nil
  end
  source.kind, source.path = 'PCM_source', path
  return source
end

local function addTakes(functions)
  function functions.AddTakeToMediaItem(item)
    return model.newTake(item)
  end

  function functions.CountTakes(item)
    return #item.takes
  end

  function functions.GetActiveTake(item)
    return item.active
  end

  function functions.SetActiveTake(take)
    take.item.active = take
  end

  function functions.GetTakeName(take)
    return take.name
  end

  function functions.TakeIsMIDI(take)
    return take.source ~= nil and take.source.isMidi == true
  end

  function functions.GetSetMediaItemTakeInfo_String(take, name, text, isSet)
    assert(name == 'P_NAME', name)
    take.name = isSet and text or take.name
    return true, take.name
  end

  function functions.GetMediaItemTakeInfo_Value(take, name)
    return known(take.values, name)
  end

  function functions.SetMediaItemTakeInfo_Value(take, name, value)
    return setKnown(take.values, name, value)
  end

  function functions.TakeFX_GetCount(take)
    return #take.fx
  end

  function functions.TakeFX_GetEnabled(take, index)
    return take.fx[index + 1].isEnabled
  end

  function functions.CountTakeEnvelopes(take)
    return #take.envelopes
  end

  function functions.GetTakeEnvelope(take, index)
    return take.envelopes[index + 1]
  end

  function functions.GetEnvelopeName(envelope)
    return true, envelope.name
  end

  function functions.GetSetEnvelopeInfo_String(envelope, name, _, isSet)
    assert(name == 'ACTIVE' and not isSet, name)
    return true, envelope.isActive and '1' or '0'
  end
end

local function addSources(functions)
  functions.PCM_Source_CreateFromFile = newSource

  function functions.GetMediaItemTake_Source(take)
    return take.source
  end

  function functions.SetMediaItemTake_Source(take, source)
    take.source = source
    return true
  end

  function functions.GetMediaSourceFileName(source)
    return source.path or ''
  end

  function functions.GetMediaSourceParent(source)
    return source.parent
  end

  function functions.GetMediaSourceNumChannels(source)
    return source.channels
  end

  function functions.GetMediaSourceLength(source)
    return source.frames / source.rateHz, source.isInBeats == true
  end

  function functions.GetMediaSourceSampleRate(source)
    return source.isOffline and 0 or source.rateHz
  end
end

--- `host`: has `openAccessors`, a count.
local function addAccessors(functions, host)
  local function accessor(owner, channels, at)
    host.openAccessors = host.openAccessors + 1
    return { kind = 'AudioAccessor', owner = owner, channels = channels, at = at }
  end

  function functions.CreateTakeAudioAccessor(take)
    return accessor(take, take.source.channels, function(channel, seconds)
      return sound.takeAt(take, channel, seconds)
    end)
  end

  function functions.CreateTrackAudioAccessor(track)
    return accessor(track, track.values.I_NCHAN, function(channel, seconds)
      return sound.trackAt(track, channel, seconds)
    end)
  end

  function functions.DestroyAudioAccessor(given)
    given.isDestroyed = true
    host.openAccessors = host.openAccessors - 1
  end

  -- Fewer channels than the source has are not a mix of them: Reaper gives the first of what it would play.
  function functions.GetAudioAccessorSamples(given, rateHz, channels, seconds, frames, buffer)
    assert(channels == given.channels, 'an accessor must be asked for all channels of its source')
    assert(buffer.size >= frames * channels, 'the buffer is too small')
    local source = given.owner.source
    if (source ~= nil and source.isOffline) or (given.owner.items ~= nil and #given.owner.items == 0) then
      return 0
    end
    for frame = 0, frames - 1 do
      for channel = 0, channels - 1 do
        buffer[frame * channels + channel + 1] = given.at(channel, seconds + frame / rateHz)
      end
    end
    return 1
  end

  functions.new_array = newArray
end

return function(functions, host)
  addTakes(functions)
  addSources(functions)
  addAccessors(functions, host)
end
