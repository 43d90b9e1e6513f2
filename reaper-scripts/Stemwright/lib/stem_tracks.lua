-- @noindex
-- Tracks for stems: a folder right below a track, with one track a stem in it, and stems on them.

local stemLook = require('lib.stem_look')

local stemTracks = {}

local CURRENT <const> = 0

local function named(index, name, colour, folderDepth)
  reaper.InsertTrackAtIndex(index, true)
  local track = reaper.GetTrack(CURRENT, index)
  reaper.GetSetMediaTrackInfo_String(track, 'P_NAME', name, true)
  reaper.SetMediaTrackInfo_Value(track, 'I_CUSTOMCOLOR', colour)
  reaper.SetMediaTrackInfo_Value(track, 'I_FOLDERDEPTH', folderDepth)
  return track
end

--- A folder with a track for each stem name, below `above` (nil: at the end). Returns the tracks by stem name. A folder that ended
--- with `above` ends with the new one instead.
function stemTracks.add(above, title, stemNames, looks)
  local index = reaper.CountTracks(CURRENT)
  local ends = 0
  local folder
  if above ~= nil then
    index = math.floor(reaper.GetMediaTrackInfo_Value(above, 'IP_TRACKNUMBER'))
    ends = math.min(0, reaper.GetMediaTrackInfo_Value(above, 'I_FOLDERDEPTH'))
    if ends < 0 then
      reaper.SetMediaTrackInfo_Value(above, 'I_FOLDERDEPTH', 0)
    end
  end
  folder = named(index, title, stemLook.folderColour(), 1)
  if above ~= nil then
    for _, level in ipairs({ 'D_VOL', 'D_PAN' }) do
      reaper.SetMediaTrackInfo_Value(folder, level, reaper.GetMediaTrackInfo_Value(above, level))
    end
  end
  local tracks = {}
  for i, name in ipairs(stemNames) do
    local depth = i == #stemNames and ends - 1 or 0
    tracks[name] = named(index + i, looks:label(name), looks:colour(name), depth)
  end
  return tracks
end

local function nameOf(track)
  local _, name = reaper.GetTrackName(track)
  return name
end

--- Puts results (placement) under one folder for each track they come from.
function stemTracks.place(results, looks, addItem)
  local folders = {}
  for _, result in ipairs(results) do
    local tracks = folders[result.track]
    if tracks == nil then
      local names = {}
      for i, stem in ipairs(result.stems) do
        names[i] = stem.name
      end
      tracks = stemTracks.add(result.track, nameOf(result.track) .. ' stems', names, looks)
      folders[result.track] = tracks
    end
    for _, stem in ipairs(result.stems) do
      addItem(tracks[stem.name], result, { stem }, looks)
    end
  end
end

return stemTracks
