-- @noindex
-- Which audio is meant: what items play below razor edits, where the user has drawn some, or else the selected items, inside the time
-- selection if there is one; at the rate and with the channels of their active takes. Checked before anything starts, so that the last
-- of twelve items does not spoil the work on eleven.

local failure = require('lib.failure')
local project = require('lib.project')
local razorEdits = require('lib.razor_edits')
local takeChecks = require('lib.take_checks')

local sourceItems = {}

--- I_CHANMODE: from here one channel of the source (or the sum of two), and from there on a pair of them
local FIRST_MONO_MODE <const>, FIRST_PAIR_MODE <const> = 2, 67

--- How many channels an accessor has to be asked for, and how many of them, from the first on, the take plays.
local function channelsOf(take, source)
  local all = reaper.GetMediaSourceNumChannels(source)
  local mode = reaper.GetMediaItemTakeInfo_Value(take, 'I_CHANMODE')
  if mode < FIRST_MONO_MODE then
    return all, all
  end
  return all, mode < FIRST_PAIR_MODE and 1 or math.min(2, all)
end

--- What an item plays from one moment to another (nil: all of it); nil where it plays nothing there.
local function describe(item, first, last)
  local position = reaper.GetMediaItemInfo_Value(item, 'D_POSITION')
  local length = reaper.GetMediaItemInfo_Value(item, 'D_LENGTH')
  local startSeconds = math.max(position, first or position)
  local endSeconds = math.min(position + length, last or math.huge)
  local take = reaper.GetActiveTake(item)
  if take == nil then
    failure.raise('input-empty', 'A selected item is empty. Select items with audio only.')
  end
  local name = reaper.GetTakeName(take)
  takeChecks.check(item, take, name)
  if endSeconds <= startSeconds then
    return nil
  end
  local source = reaper.GetMediaItemTake_Source(take)
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

local function belowRazorEdits()
  local found = {}
  local isAny = razorEdits.each(function(item, first, last)
    local position = reaper.GetMediaItemInfo_Value(item, 'D_POSITION')
    if position < last and position + reaper.GetMediaItemInfo_Value(item, 'D_LENGTH') > first then
      found[#found + 1] = describe(item, first, last)
    end
  end)
  if isAny and #found == 0 then
    failure.raise('input-empty', 'There is no item below the razor edits. Draw them over audio items, or remove them.')
  end
  return isAny and found or nil
end

--- The described parts of items that are meant. Raises what is wrong with them.
function sourceItems.selected(settings)
  local found = belowRazorEdits()
  if found ~= nil then
    return found
  end
  local count = reaper.CountSelectedMediaItems(project.HELD)
  if count == 0 then
    failure.raise('input-empty', 'Nothing is selected. Select one or more audio items first.')
  end
  local first, last
  if settings.timeSelection == 'yes' then
    first, last = project.timeSelection()
  end
  found = {}
  for i = 0, count - 1 do
    found[#found + 1] = describe(reaper.GetSelectedMediaItem(project.HELD, i), first, last)
  end
  if #found == 0 then
    failure.raise('input-empty', 'None of the selected items has a part in the time selection. Move or remove it.')
  end
  return found
end

return sourceItems
