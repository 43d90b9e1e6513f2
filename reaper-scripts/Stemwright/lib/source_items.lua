-- @noindex
-- Which audio the selected items play: for each the stretch inside the time selection, at the rate and with the channels of its
-- active take. Checked before anything starts, so that the last of twelve items does not spoil the work on eleven.

local failure = require('lib.failure')
local project = require('lib.project')

local sourceItems = {}

local CURRENT <const> = 0
--- I_CHANMODE: from here one channel of the source (or the sum of two), and from there on a pair of them
local FIRST_MONO_MODE <const>, FIRST_PAIR_MODE <const> = 2, 67

--- Sections and reversed takes have a source inside their source: the innermost is the file.
local function fileOf(source)
  local parent = reaper.GetMediaSourceParent(source)
  while parent ~= nil do
    source, parent = parent, reaper.GetMediaSourceParent(parent)
  end
  return reaper.GetMediaSourceFileName(source)
end

local function checkedTake(item)
  local take = reaper.GetActiveTake(item)
  if take == nil then
    failure.raise('input-empty', 'A selected item is empty. Select items with audio only.')
  end
  local name = reaper.GetTakeName(take)
  if reaper.TakeIsMIDI(take) then
    failure.raise('input-format', ('"%s" is MIDI. Select items with audio only, or render it first.'):format(name))
  end
  local source = reaper.GetMediaItemTake_Source(take)
  local file = fileOf(source)
  if (file ~= '' and not reaper.file_exists(file)) or reaper.GetMediaSourceSampleRate(source) == 0 then
    failure.raise('input-missing', ('The audio of "%s" is offline: %s. Bring it back, and try again.'):format(name, file))
  end
  return take, source, name
end

--- How many channels an accessor has to be asked for, and how many of them, from the first on, the take plays.
local function channelsOf(take, source)
  local all = reaper.GetMediaSourceNumChannels(source)
  local mode = reaper.GetMediaItemTakeInfo_Value(take, 'I_CHANMODE')
  if mode < FIRST_MONO_MODE then
    return all, all
  end
  return all, mode < FIRST_PAIR_MODE and 1 or math.min(2, all)
end

local function describe(item, first, last)
  local take, source, name = checkedTake(item)
  local position = reaper.GetMediaItemInfo_Value(item, 'D_POSITION')
  local length = reaper.GetMediaItemInfo_Value(item, 'D_LENGTH')
  local startSeconds = math.max(position, first or position)
  local endSeconds = math.min(position + length, last or math.huge)
  if endSeconds <= startSeconds then
    return nil
  end
  local channels, kept = channelsOf(take, source)
  return {
    item = item,
    take = take,
    name = name ~= '' and name or 'item',
    --- seconds after the item's start
    offsetSeconds = startSeconds - position,
    lengthSeconds = endSeconds - startSeconds,
    isWhole = startSeconds == position and endSeconds == position + length,
    rateHz = reaper.GetMediaSourceSampleRate(source),
    channels = channels,
    keptChannels = kept,
  }
end

--- The selected items that have a part in the time selection (if settings and user want one). Raises what is wrong with them.
function sourceItems.selected(settings)
  local count = reaper.CountSelectedMediaItems(CURRENT)
  if count == 0 then
    failure.raise('input-empty', 'Nothing is selected. Select one or more audio items first.')
  end
  local first, last
  if settings.timeSelection == 'yes' then
    first, last = project.timeSelection()
  end
  local found = {}
  for i = 0, count - 1 do
    found[#found + 1] = describe(reaper.GetSelectedMediaItem(CURRENT, i), first, last)
  end
  if #found == 0 then
    failure.raise('input-empty', 'None of the selected items has a part in the time selection. Move or remove it.')
  end
  return found
end

return sourceItems
