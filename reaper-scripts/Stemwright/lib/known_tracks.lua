-- @noindex
-- Which tracks hold which stems: the selected tracks, or all where none is selected, by their names.

local failure = require('lib.failure')

local knownTracks = {}

local CURRENT <const> = 0

local function nameOf(track)
  local _, name = reaper.GetTrackName(track)
  return name
end

--- The stem that a track's name is about: "Drums", "drum bus". Of several the one that is named last: a bass drum is a drum.
local function stemOf(name, stemNames)
  local found, foundAt
  for _, stem in ipairs(stemNames) do
    local at = name:lower():find(stem:gsub('s$', ''), 1, true)
    if at ~= nil and at > (foundAt or 0) then
      found, foundAt = stem, at
    end
  end
  return found
end

local function candidates()
  local tracks, selected = {}, reaper.CountSelectedTracks(CURRENT)
  for i = 0, (selected > 0 and selected or reaper.CountTracks(CURRENT)) - 1 do
    tracks[i + 1] = selected > 0 and reaper.GetSelectedTrack(CURRENT, i) or reaper.GetTrack(CURRENT, i)
  end
  return tracks, selected > 0
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

--- Tracks by stem. Raises where a selected track's name says nothing, and where no track is any stem.
function knownTracks.find(stemNames)
  local list = table.concat(stemNames, ', ')
  local tracks, areSelected = candidates()
  local byStem = {}
  for _, track in ipairs(tracks) do
    local stem = stemOf(nameOf(track), stemNames)
    if stem ~= nil then
      byStem[stem] = byStem[stem] or {}
      table.insert(byStem[stem], track)
    elseif areSelected then
      failure.raise('bad-argument', ('Which stem is "%s"? Put one of %s into the names of the tracks.'):format(nameOf(track), list))
    end
  end
  if next(byStem) == nil then
    failure.raise('input-empty', ('No track is called after one of %s. Select tracks with such names.'):format(list))
  end
  return byStem
end

return knownTracks
