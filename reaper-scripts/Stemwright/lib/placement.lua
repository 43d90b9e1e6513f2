-- @noindex
-- Placement: stems into the project, where what they were made from is, to the sample: one undo point for all of them. Until then
-- nothing in the project has changed, and if anything fails here, nothing has changed either.
--
-- A result is what source_items describes with `stems`, a list of `{ name, path }`. `looks`: how they look (stem_look).

local failure = require('lib.failure')
local project = require('lib.project')
local stemTracks = require('lib.stem_tracks')

local placement = {}

local CURRENT <const> = 0
local ALL_CHANGES <const> = -1
local BUILD_MISSING_PEAKS <const> = 40047
--- a difference that no sample can have
local SAME_SECONDS <const> = 1e-9

local ITEM_FADE_IN <const> = { 'D_FADEINLEN', 'D_FADEINDIR', 'C_FADEINSHAPE', 'D_FADEINLEN_AUTO' }
local ITEM_FADE_OUT <const> = { 'D_FADEOUTLEN', 'D_FADEOUTDIR', 'C_FADEOUTSHAPE', 'D_FADEOUTLEN_AUTO' }
--- of a take, after its accessor: the stems have it in turn
local TAKE_LEVELS <const> = { 'D_VOL', 'D_PAN', 'D_PANLAW' }

local function copyItemValues(from, to, names)
  for _, name in ipairs(names) do
    reaper.SetMediaItemInfo_Value(to, name, reaper.GetMediaItemInfo_Value(from, name))
  end
end

local function addTake(item, result, stem, looks)
  local source = reaper.PCM_Source_CreateFromFile(stem.path)
  if source == nil then
    failure.raise('input-unreadable', ('Reaper cannot open %s.'):format(stem.path))
  end
  local take = reaper.AddTakeToMediaItem(item)
  reaper.SetMediaItemTake_Source(take, source)
  reaper.GetSetMediaItemTakeInfo_String(take, 'P_NAME', ('%s - %s'):format(result.name, stem.name), true)
  reaper.SetMediaItemTakeInfo_Value(take, 'I_CUSTOMCOLOR', looks:colour(stem.name))
  if result.take ~= nil then
    for _, level in ipairs(TAKE_LEVELS) do
      reaper.SetMediaItemTakeInfo_Value(take, level, reaper.GetMediaItemTakeInfo_Value(result.take, level))
    end
  end
  return take
end

--- Where the stretch of a result is now: the item may have been moved since it was read.
local function positionOf(result)
  if result.item == nil then
    return result.startSeconds
  end
  return reaper.GetMediaItemInfo_Value(result.item, 'D_POSITION') + result.offsetSeconds
end

--- An item with the sound and the edges of a result, and stems as its takes.
local function addItem(track, result, stems, looks)
  local item = reaper.AddMediaItemToTrack(track)
  reaper.SetMediaItemInfo_Value(item, 'D_POSITION', positionOf(result))
  reaper.SetMediaItemInfo_Value(item, 'D_LENGTH', result.lengthSeconds)
  reaper.SetMediaItemInfo_Value(item, 'B_LOOPSRC', 0)
  if result.item ~= nil then
    copyItemValues(result.item, item, { 'D_VOL' })
    local isAtEnd = result.offsetSeconds + result.lengthSeconds
      > reaper.GetMediaItemInfo_Value(result.item, 'D_LENGTH') - SAME_SECONDS
    copyItemValues(result.item, item, result.offsetSeconds < SAME_SECONDS and ITEM_FADE_IN or {})
    copyItemValues(result.item, item, isAtEnd and ITEM_FADE_OUT or {})
  end
  for _, stem in ipairs(stems) do
    addTake(item, result, stem, looks)
  end
  return item
end

--- The part of its item that a result is about, as an item of its own.
local function cutOut(result)
  local item, position = result.item, positionOf(result)
  if result.isWhole then
    return item
  end
  -- nil: it begins or ends there already
  local middle = reaper.SplitMediaItem(item, position) or item
  reaper.SplitMediaItem(middle, position + result.lengthSeconds)
  return middle
end

local ways = {}

--- A folder of new tracks below the item's track; the original may be muted.
ways['tracks'] = function(results, looks, settings)
  stemTracks.place(results, looks, addItem)
  for _, result in ipairs(results) do
    if settings.original == 'mute' and result.item ~= nil then
      reaper.SetMediaItemInfo_Value(cutOut(result), 'B_MUTE', 1)
    end
  end
end

--- More takes of the item; the one that plays goes on to play.
ways['takes'] = function(results, looks)
  for _, result in ipairs(results) do
    local item = cutOut(result)
    local active = reaper.GetActiveTake(item)
    for _, stem in ipairs(result.stems) do
      addTake(item, result, stem, looks)
    end
    reaper.SetActiveTake(active)
  end
end

--- An item with the stems as takes that all play, instead of the original.
ways['in place'] = function(results, looks)
  for _, result in ipairs(results) do
    local item = addItem(result.track, result, result.stems, looks)
    reaper.SetMediaItemInfo_Value(item, 'B_ALLTAKESPLAY', 1)
    reaper.DeleteTrackMediaItem(result.track, cutOut(result))
  end
end

--- Changes the project by `change()`, in one undo point of that name; undone if it raises.
function placement.inOneUndoPoint(name, change)
  reaper.Undo_BeginBlock()
  reaper.PreventUIRefresh(1)
  local isFine, raised = pcall(change)
  reaper.PreventUIRefresh(-1)
  reaper.Undo_EndBlock('Stemwright: ' .. name, ALL_CHANGES)
  if not isFine then
    reaper.Undo_DoUndo2(CURRENT)
    error(raised, 0)
  end
  reaper.TrackList_AdjustWindows(false)
  reaper.UpdateArrange()
end

--- Results whose items are still there, and a sentence about those whose are not, or nil.
local function stillThere(results)
  local there, gone = {}, {}
  for _, result in ipairs(results) do
    local isThere = reaper.ValidatePtr2(CURRENT, result.item, 'MediaItem*')
      and reaper.ValidatePtr2(CURRENT, result.take, 'MediaItem_Take*')
    if isThere then
      -- where it is now
      result.track = reaper.GetMediaItem_Track(result.item)
      table.insert(there, result)
    else
      table.insert(gone, ('"%s"'):format(result.name))
    end
  end
  if #gone == 0 then
    return there
  end
  local what = table.concat(gone, ', ')
  return there, ('Deleted meanwhile: %s. The stems are in %s.'):format(what, project.stemFolder())
end

--- Places the stems of items as the settings say. Raises `input-missing`, with the others in their places, when the user has
--- deleted some of the items meanwhile.
function placement.ofItems(results, looks, settings)
  local there, complaint = stillThere(results)
  if #there > 0 then
    local name = #there == 1 and 'separate item' or ('separate %d items'):format(#there)
    placement.inOneUndoPoint(name, function()
      ways[settings.placement](there, looks, settings)
    end)
    reaper.Main_OnCommand(BUILD_MISSING_PEAKS, 0)
  end
  if complaint ~= nil then
    failure.raise('input-missing', complaint)
  end
end

--- Places stems made for the time selection, in a folder of new tracks below `above` (nil: at the end).
function placement.ofTimeSelection(result, looks, undoName, above, title)
  placement.inOneUndoPoint(undoName, function()
    local names = {}
    for i, stem in ipairs(result.stems) do
      names[i] = stem.name
    end
    local tracks = stemTracks.add(above, title, names, looks)
    for _, stem in ipairs(result.stems) do
      addItem(tracks[stem.name], result, { stem }, looks)
    end
  end)
  reaper.Main_OnCommand(BUILD_MISSING_PEAKS, 0)
end

return placement
