-- @noindex
-- Tracks for stems: a folder right below a track, or below all that is in it, with one track a stem in it, and stems on them.

local project = require('lib.project')
local stemLook = require('lib.stem_look')

local stemTracks = {}

local OPENS_FOLDER <const> = 1
--- of the folder: what the original's track does to what its items play
local TRACK_LEVELS <const> = {
  'D_VOL', 'D_PAN', 'D_WIDTH', 'D_DUALPANL', 'D_DUALPANR', 'I_PANMODE', 'D_PANLAW', 'I_PANLAW_FLAGS', 'B_PHASE',
}
--- of all new tracks: how its items follow the tempo, and how many channels they may have
local TRACK_MANNERS <const> = { 'C_BEATATTACHMODE', 'I_NCHAN' }
--- what adds nothing of its own, whatever the user's new tracks have by default
local UNCHANGED <const> = { D_VOL = 1, D_PAN = 0, D_WIDTH = 1, D_PANLAW = 1, B_MAINSEND = 1, B_PHASE = 0, B_MUTE = 0 }

local function copyValues(from, to, names)
  for _, name in ipairs(names) do
    reaper.SetMediaTrackInfo_Value(to, name, reaper.GetMediaTrackInfo_Value(from, name))
  end
end

local function named(index, name, colour, folderDepth)
  local track = project.insertTrack(index)
  reaper.GetSetMediaTrackInfo_String(track, 'P_NAME', name, true)
  for key, value in pairs(UNCHANGED) do
    reaper.SetMediaTrackInfo_Value(track, key, value)
  end
  reaper.SetMediaTrackInfo_Value(track, 'I_CUSTOMCOLOR', colour)
  reaper.SetMediaTrackInfo_Value(track, 'I_FOLDERDEPTH', folderDepth)
  return track
end

local function numberOf(track)
  return math.floor(reaper.GetMediaTrackInfo_Value(track, 'IP_TRACKNUMBER'))
end

local function depthOf(track)
  return math.floor(reaper.GetMediaTrackInfo_Value(track, 'I_FOLDERDEPTH'))
end

--- The last track of the folder that a track opens, or the track, and how many folders from that one on it ends.
local function lastWithin(track)
  local level = depthOf(track)
  if level ~= OPENS_FOLDER then
    return track, 0
  end
  local tracks, last = project.tracks(), track
  for i = numberOf(track) + 1, #tracks do
    last = tracks[i]
    if level + depthOf(last) <= 0 then
      return last, level
    end
    level = level + depthOf(last)
  end
  return last, level
end

--- A folder with a track for each stem name, below `above` and what is in it (nil: at the end). Returns the tracks by stem name, and
--- the folder. A folder that ended with `above` ends with the new one instead.
function stemTracks.add(above, title, stemNames, looks)
  local index, ends = reaper.CountTracks(project.HELD), 0
  if above ~= nil then
    local last, closed = lastWithin(above)
    index, ends = numberOf(last), math.min(0, depthOf(last) + closed)
    if depthOf(last) < 0 or closed > 0 then
      reaper.SetMediaTrackInfo_Value(last, 'I_FOLDERDEPTH', -closed)
    end
  end
  local folder = named(index, title, stemLook.folderColour(), OPENS_FOLDER)
  local tracks, added = {}, { folder }
  for i, name in ipairs(stemNames) do
    local depth = i == #stemNames and ends - 1 or 0
    tracks[name] = named(index + i, looks:label(name), looks:colour(name), depth)
    added[#added + 1] = tracks[name]
  end
  for _, track in ipairs(above and added or {}) do
    copyValues(above, track, TRACK_MANNERS)
  end
  return tracks, folder
end

local function nameOf(track)
  local _, name = reaper.GetTrackName(track)
  return name
end

--- Puts results (placement) under one folder for each track they come from, which has that track's levels.
function stemTracks.place(results, looks, addItem)
  local folders = {}
  for _, result in ipairs(results) do
    local tracks = folders[result.track]
    if tracks == nil then
      local names = {}
      for i, stem in ipairs(result.stems) do
        names[i] = stem.name
      end
      local folder
      tracks, folder = stemTracks.add(result.track, nameOf(result.track) .. ' stems', names, looks)
      copyValues(result.track, folder, TRACK_LEVELS)
      folders[result.track] = tracks
    end
    for _, stem in ipairs(result.stems) do
      addItem(tracks[stem.name], result, { stem }, looks)
    end
  end
end

return stemTracks
