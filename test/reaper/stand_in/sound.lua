-- Sound: what a source, a take, an item and a track of the stand-in play at a moment. Between samples it interpolates on a line,
-- where Reaper has better filters.

local sound = {}

--- a position that is a sample but for rounding
local SAMPLE_TOLERANCE <const> = 1e-6

--- Channel `channel` (from 0 on) of a source at a position in frames, 0 outside. A section begins `offsetFrames` into its parent.
local function atFrame(source, channel, frame)
  if frame < 0 or frame >= source.frames or channel >= source.channels then
    return 0
  end
  if source.parent ~= nil then
    local inner = source.isReversed and source.frames - 1 - frame or frame
    return atFrame(source.parent, channel, inner + (source.offsetFrames or 0))
  end
  return source.samples[frame * source.channels + channel + 1]
end

local function atSeconds(source, channel, seconds)
  local position = seconds * source.rateHz
  local whole = math.floor(position + SAMPLE_TOLERANCE)
  local part = position - whole
  if part < SAMPLE_TOLERANCE then
    return atFrame(source, channel, whole)
  end
  return (1 - part) * atFrame(source, channel, whole) + part * atFrame(source, channel, whole + 1)
end

local function mean(source, seconds)
  local sum = 0
  for channel = 0, source.channels - 1 do
    sum = sum + atSeconds(source, channel, seconds)
  end
  return sum / source.channels
end

--- What I_CHANMODE makes of a source: channel `channel` of the take.
local function throughMode(mode, source, channel, seconds)
  if mode == 0 then
    return atSeconds(source, channel, seconds)
  elseif mode == 1 then
    return atSeconds(source, source.channels - 1 - channel, seconds)
  elseif mode == 2 then
    return channel == 0 and mean(source, seconds) or 0
  elseif mode < 67 then
    return channel == 0 and atSeconds(source, mode - 3, seconds) or 0
  end
  return channel < 2 and atSeconds(source, mode - 67 + channel, seconds) or 0
end

--- How many channels a take has after its channel mode.
function sound.takeChannels(take)
  local mode = take.values.I_CHANMODE
  return (mode < 2 and take.source.channels) or (mode < 67 and 1) or 2
end

--- Where in its source a take is, `seconds` after its item's start: through its markers, and at the speed of its rate beyond them.
local function sourceSeconds(take, seconds)
  local at, markers = seconds * take.values.D_PLAYRATE, take.stretch
  if #markers == 0 then
    return take.values.D_STARTOFFS + at
  end
  for i = 1, #markers - 1 do
    local from, to = markers[i], markers[i + 1]
    if at >= from.at and at < to.at then
      return from.source + (at - from.at) / (to.at - from.at) * (to.source - from.source)
    end
  end
  local nearest = at < markers[1].at and markers[1] or markers[#markers]
  return nearest.source + at - nearest.at
end

--- A take before its volume and pan, `seconds` after its item's start; 0 outside the item.
function sound.takeAt(take, channel, seconds)
  local item, source = take.item, take.source
  if seconds < -SAMPLE_TOLERANCE / source.rateHz or seconds >= item.values.D_LENGTH - SAMPLE_TOLERANCE / source.rateHz then
    return 0
  end
  local position = sourceSeconds(take, seconds)
  if item.values.B_LOOPSRC == 1 then
    position = position % (source.frames / source.rateHz)
  end
  return throughMode(take.values.I_CHANMODE, source, channel, position)
end

local function fade(item, seconds)
  local length, fadeIn, fadeOut = item.values.D_LENGTH, item.values.D_FADEINLEN, item.values.D_FADEOUTLEN
  local gain = 1
  if seconds < fadeIn then
    gain = seconds / fadeIn
  end
  if seconds > length - fadeOut then
    gain = gain * (length - seconds) / fadeOut
  end
  return gain
end

local function panGain(pan, channel)
  return math.min(1, channel == 0 and 1 - pan or 1 + pan)
end

--- what FX make of a sound here: half of it
local FX_GAIN <const> = 0.5

--- After its accessor a take has its envelopes, FX, volume and pan.
local function takeOut(take, channel, seconds)
  local isMono = sound.takeChannels(take) == 1
  local gain = take.values.D_VOL * panGain(take.values.D_PAN, channel)
  for _, envelope in ipairs(take.envelopes) do
    gain = gain * (envelope.isActive and envelope.at(seconds) or 1)
  end
  for _, fx in ipairs(take.fx) do
    gain = gain * (fx.isEnabled and FX_GAIN or 1)
  end
  return gain * sound.takeAt(take, isMono and 0 or channel, seconds)
end

--- What an item plays into its track's channel, at a moment of the project; muted items play nothing.
function sound.itemAt(item, channel, projectSeconds)
  local seconds = projectSeconds - item.values.D_POSITION
  if item.values.B_MUTE == 1 or seconds < -1e-9 or seconds >= item.values.D_LENGTH then
    return 0
  end
  local sum = 0
  for _, take in ipairs(item.takes) do
    if take == item.active or item.values.B_ALLTAKESPLAY == 1 then
      sum = sum + takeOut(take, channel, seconds)
    end
  end
  return sum * item.values.D_VOL * fade(item, seconds)
end

--- What a track's items play together, before its FX and fader.
function sound.trackAt(track, channel, projectSeconds)
  local sum = 0
  for _, item in ipairs(track.items) do
    sum = sum + sound.itemAt(item, channel, projectSeconds)
  end
  return sum
end

return sound
