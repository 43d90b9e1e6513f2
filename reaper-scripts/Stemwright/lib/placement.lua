-- @noindex
-- Placement: stems into the project, where what they were made from is, to the sample: one undo point for all of them. Until then
-- nothing in the project has changed, and if anything fails here, nothing has changed either.
--
-- A result is what source_items describes with `stems`, a list of `{ name, path }`. `looks`: how they look (stem_look).

local failure = require('lib.failure')
local project = require('lib.project')
local stemTracks = require('lib.stem_tracks')

local placement = {}

local ALL_CHANGES <const> = -1
local BUILD_MISSING_PEAKS <const> = 40047
--- a difference that no sample can have
local SAME_SECONDS <const> = 1e-9

local ITEM_FADE_IN <const> = { 'D_FADEINLEN', 'D_FADEINDIR', 'C_FADEINSHAPE', 'D_FADEINLEN_AUTO' }
local ITEM_FADE_OUT <const> = { 'D_FADEOUTLEN', 'D_FADEOUTDIR', 'C_FADEOUTSHAPE', 'D_FADEOUTLEN_AUTO' }
--- what moves with the item, and how it follows the tempo: told last, for it counts from where the item is then
local ITEM_MANNERS <const> = { 'I_GROUPID', 'C_BEATATTACHMODE' }
--- I_FREEMODE: where on its track an item lies; told of the track that the original is on only
local ITEM_PLACES <const> = { [1] = { 'F_FREEMODE_Y', 'F_FREEMODE_H' }, [2] = { 'I_FIXEDLANE' } }
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

--- Where the stretches of results are now, for their items may have been moved since they were read, and at which ends of them;
--- before anything is cut.
local function measure(results)
  for _, result in ipairs(results) do
    local length = reaper.GetMediaItemInfo_Value(result.item, 'D_LENGTH')
    result.startSeconds = reaper.GetMediaItemInfo_Value(result.item, 'D_POSITION') + result.offsetSeconds
    result.isAtStart = result.offsetSeconds < SAME_SECONDS
    result.isAtEnd = result.offsetSeconds + result.lengthSeconds > length - SAME_SECONDS
  end
end

--- An item with the sound and the edges of a result, and stems as its takes.
local function addItem(track, result, stems, looks)
  local item = reaper.AddMediaItemToTrack(track)
  reaper.SetMediaItemInfo_Value(item, 'D_POSITION', result.startSeconds)
  reaper.SetMediaItemInfo_Value(item, 'D_LENGTH', result.lengthSeconds)
  reaper.SetMediaItemInfo_Value(item, 'B_LOOPSRC', 0)
  for _, stem in ipairs(stems) do
    addTake(item, result, stem, looks)
  end
  if result.item ~= nil then
    copyItemValues(result.item, item, { 'D_VOL' })
    copyItemValues(result.item, item, result.isAtStart and ITEM_FADE_IN or {})
    copyItemValues(result.item, item, result.isAtEnd and ITEM_FADE_OUT or {})
    if track == result.track then
      copyItemValues(result.item, item, ITEM_PLACES[reaper.GetMediaTrackInfo_Value(track, 'I_FREEMODE')] or {})
    end
    copyItemValues(result.item, item, ITEM_MANNERS)
  end
  return item
end

--- The part of its item that a result is about, as an item of its own.
local function cutOut(result)
  if result.isWhole then
    return result.item
  end
  -- nil: it begins or ends there already
  local middle = reaper.SplitMediaItem(result.item, result.startSeconds) or result.item
  reaper.SplitMediaItem(middle, result.startSeconds + result.lengthSeconds)
  return middle
end

--- Calls `change(result)` for results from right to left: what is cut stays the left part of its item.
local function eachFromRight(results, change)
  for i = #results, 1, -1 do
    change(results[i])
  end
end

local ways = {}

--- A folder of new tracks below the item's track; the original may be muted.
ways['tracks'] = function(results, looks, settings)
  stemTracks.place(results, looks, addItem)
  eachFromRight(results, function(result)
    if settings.original == 'mute' then
      reaper.SetMediaItemInfo_Value(cutOut(result), 'B_MUTE', 1)
    end
  end)
end

--- More takes of the item; the one that plays goes on to play.
ways['takes'] = function(results, looks)
  eachFromRight(results, function(result)
    local item = cutOut(result)
    local active = reaper.GetActiveTake(item)
    for _, stem in ipairs(result.stems) do
      addTake(item, result, stem, looks)
    end
    reaper.SetActiveTake(active)
  end)
end

--- An item with the stems as takes that all play, instead of the original.
ways['in place'] = function(results, looks)
  eachFromRight(results, function(result)
    local item = addItem(result.track, result, result.stems, looks)
    reaper.SetMediaItemInfo_Value(item, 'B_ALLTAKESPLAY', 1)
    reaper.DeleteTrackMediaItem(result.track, cutOut(result))
  end)
end

--- Changes the project by `change()`, in one undo point of that name; undone if it raises.
function placement.inOneUndoPoint(name, change)
  reaper.Undo_BeginBlock2(project.HELD)
  reaper.PreventUIRefresh(1)
  local isFine, raised = pcall(change)
  reaper.PreventUIRefresh(-1)
  reaper.Undo_EndBlock2(project.HELD, 'Stemwright: ' .. name, ALL_CHANGES)
  if not isFine then
    reaper.Undo_DoUndo2(project.HELD)
    error(raised, 0)
  end
  reaper.TrackList_AdjustWindows(false)
  reaper.UpdateArrange()
end

--- Raises when the project was closed meanwhile.
local function checkOpen()
  if not project.isOpen() then
    failure.raise('input-missing', ('The project was closed meanwhile. The stems are in %s.'):format(project.stemFolder()))
  end
end

--- Results whose items are still there, and a sentence about those whose are not, or nil.
local function stillThere(results)
  local there, gone = {}, {}
  for _, result in ipairs(results) do
    if project.has(result.item, 'MediaItem*') and project.has(result.take, 'MediaItem_Take*') then
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
--- deleted some of the items meanwhile, or closed the project.
function placement.ofItems(results, looks, settings)
  checkOpen()
  local there, complaint = stillThere(results)
  if #there > 0 then
    local name = #there == 1 and 'separate item' or ('separate %d items'):format(#there)
    placement.inOneUndoPoint(name, function()
      measure(there)
      ways[settings.placement](there, looks, settings)
    end)
    reaper.Main_OnCommandEx(BUILD_MISSING_PEAKS, 0, project.HELD)
  end
  if complaint ~= nil then
    failure.raise('input-missing', complaint)
  end
end

--- Places stems made for the time selection, in a folder of new tracks below `above` (nil: at the end).
function placement.ofTimeSelection(result, looks, undoName, above, title)
  checkOpen()
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
  reaper.Main_OnCommandEx(BUILD_MISSING_PEAKS, 0, project.HELD)
end

return placement
