-- @noindex
-- Which tracks hold which stems: the selected tracks and what is in their folders, or all where none is selected, by their names. A
-- track whose name says nothing is what the folder is that it lies in, as the tracks of a drum bus: a bus plays nothing of its own.

local failure = require('lib.failure')
local project = require('lib.project')
local trackNames = require('lib.track_names')

local knownTracks = {}

local OPENS_FOLDER <const> = 1

local function nameOf(track)
  local _, name = reaper.GetTrackName(track)
  return name
end

--- All tracks from the top, each with the one whose folder it lies in (nil: none), what it is, and whether it is meant.
local function rowsOf(looks, areSelected)
  local rows, open = {}, {}
  for i, track in ipairs(project.tracks()) do
    local parent = open[#open]
    local isSelected = reaper.GetMediaTrackInfo_Value(track, 'I_SELECTED') ~= 0
    local row = {
      track = track,
      parent = parent,
      isSelected = isSelected,
      isMeant = not areSelected or isSelected or (parent ~= nil and parent.isMeant),
      stem = trackNames.stemOf(nameOf(track), looks) or (parent and parent.stem),
    }
    rows[i] = row
    local depth = reaper.GetMediaTrackInfo_Value(track, 'I_FOLDERDEPTH')
    if depth == OPENS_FOLDER then
      open[#open + 1] = row
    end
    for _ = depth, -1 do
      open[#open] = nil
    end
  end
  return rows
end

--- Whether a track has items of its own from one moment to another.
local function plays(track, first, last)
  for i = 0, reaper.CountTrackMediaItems(track) - 1 do
    local item = reaper.GetTrackMediaItem(track, i)
    local position = reaper.GetMediaItemInfo_Value(item, 'D_POSITION')
    if position < last and position + reaper.GetMediaItemInfo_Value(item, 'D_LENGTH') > first then
      return true
    end
  end
  return false
end

--- Marks the folders that a stem's tracks lie in as saying something, so that the user is not asked about them.
local function markFolders(rows)
  for _, row in ipairs(rows) do
    local parent = row.stem and row.parent
    while parent do
      parent.holdsStem, parent = true, parent.parent
    end
  end
end

--- The outermost folder that is one stem's and that a track lies in, or the track.
local function outermost(row)
  local found = row
  while found.parent ~= nil and found.parent.stem ~= nil do
    found = found.parent
  end
  return found.track
end

--- The lowest of some tracks.
function knownTracks.lowest(tracks)
  local lowest, lowestNumber = nil, 0
  for _, track in ipairs(tracks) do
    local number = reaper.GetMediaTrackInfo_Value(track, 'IP_TRACKNUMBER')
    if number > lowestNumber then
      lowest, lowestNumber = track, number
    end
  end
  return lowest
end

--- For each stem the tracks that play something from one moment to another, as a list, with `outermost`: in the same order, the tracks
--- below which new ones go. Raises where a selected track's name says nothing, and where no track is any stem.
function knownTracks.find(looks, first, last)
  local list = table.concat(looks.names, ', ')
  local areSelected = reaper.CountSelectedTracks(project.HELD) > 0
  local rows = rowsOf(looks, areSelected)
  markFolders(rows)
  local byStem = {}
  for _, row in ipairs(rows) do
    if row.isMeant and row.stem ~= nil and plays(row.track, first, last) then
      byStem[row.stem] = byStem[row.stem] or { outermost = {} }
      table.insert(byStem[row.stem], row.track)
      table.insert(byStem[row.stem].outermost, outermost(row))
    elseif areSelected and row.isSelected and row.stem == nil and not row.holdsStem then
      failure.raise('bad-argument', ('Which stem is "%s"? Put one of %s into the names of the tracks.'):format(nameOf(row.track), list))
    end
  end
  if next(byStem) == nil then
    failure.raise('input-empty', ('No track with audio here is called after one of %s. Select tracks with such names.'):format(list))
  end
  return byStem
end

return knownTracks
