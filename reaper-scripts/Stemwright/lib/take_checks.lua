-- @noindex
-- What of an item stems cannot carry, refused with a sentence before anything starts. An accessor gives what the source plays, with
-- its rate, pitch, sections and stretch markers, "immediately pre-FX"; item and take volume, pan and fades are copied to the stems.
-- What comes between, and what the stems would be put through twice, would make them sum to something else.

local failure = require('lib.failure')

local takeChecks = {}

--- C_BEATATTACHMODE: position, length and rate follow the tempo
local BEATS <const> = 1

local function refuse(name, words)
  failure.raise('input-format', ('"%s" %s'):format(name, words))
end

--- Sections and reversed takes have a source inside their source: the innermost is the file.
local function fileOf(source)
  local parent = reaper.GetMediaSourceParent(source)
  while parent ~= nil do
    source, parent = parent, reaper.GetMediaSourceParent(parent)
  end
  return reaper.GetMediaSourceFileName(source)
end

local function checkSource(take, name)
  if reaper.TakeIsMIDI(take) then
    refuse(name, 'is MIDI. Select items with audio only, or render it first.')
  end
  local source = reaper.GetMediaItemTake_Source(take)
  local file = fileOf(source)
  if (file ~= '' and not reaper.file_exists(file)) or reaper.GetMediaSourceSampleRate(source) == 0 then
    failure.raise('input-missing', ('The audio of "%s" is offline: %s. Bring it back, and try again.'):format(name, file))
  end
  local _, isInBeats = reaper.GetMediaSourceLength(source)
  if isInBeats then
    refuse(name, 'is as long as the tempo makes it. Render it to audio first ("Item: Glue items"), and try again.')
  end
end

local function isActive(envelope)
  local isKnown, state = reaper.GetSetEnvelopeInfo_String(envelope, 'ACTIVE', '', false)
  return not isKnown or state ~= '0'
end

local function checkEnvelopes(take, name)
  for i = 0, reaper.CountTakeEnvelopes(take) - 1 do
    local envelope = reaper.GetTakeEnvelope(take, i)
    if isActive(envelope) then
      local _, kind = reaper.GetEnvelopeName(envelope)
      refuse(name, ('has a take envelope (%s), which stems cannot follow. Glue the item, or bypass the envelope, and try again.'):format(kind))
    end
  end
end

local function checkFx(take, name)
  for i = 0, reaper.TakeFX_GetCount(take) - 1 do
    if reaper.TakeFX_GetEnabled(take, i) then
      refuse(name, 'has take FX, which stems cannot carry. Glue the item, or bypass the FX, and try again.')
    end
  end
end

--- Raises what is wrong with an item and its active take.
function takeChecks.check(item, take, name)
  checkSource(take, name)
  local function is(key, value)
    return reaper.GetMediaItemInfo_Value(item, key) == value
  end
  if is('B_ALLTAKESPLAY', 1) and reaper.CountTakes(item) > 1 then
    refuse(name, 'plays all its takes at once. Glue the item, or let it play one take, and try again.')
  elseif is('C_AUTOSTRETCH', 1) and is('C_BEATATTACHMODE', BEATS) then
    refuse(name, 'is stretched along the project’s tempo. Glue the item, or take auto-stretch off, and try again.')
  elseif reaper.GetMediaItemTakeInfo_Value(take, 'IP_SPECEDIT:CNT') > 0 then
    refuse(name, 'has spectral edits, which stems cannot carry. Glue the item, and try again.')
  end
  checkEnvelopes(take, name)
  checkFx(take, name)
end

return takeChecks
