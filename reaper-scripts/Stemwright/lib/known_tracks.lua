-- @noindex
-- Which tracks hold which stems: the selected tracks, or all where none is selected, by their names.

local failure = require('lib.failure')

local knownTracks = {}

local CURRENT <const> = 0

local function nameOf(track)
  local _, name = reaper.GetTrackName(track)
  return name
end

--- Letters and digits, and all that is not ASCII.
local WORD <const> = '[%w\128-\255]'

--- Calls `found(first, last)` wherever a name has a text in it.
local function eachPlace(name, text, found)
  local first, last = name:find(text, 1, true)
  while first ~= nil do
    found(first, last)
    first, last = name:find(text, first + 1, true)
  end
end

--- Calls `found(first, last)` for each place in a track's name that is about a stem: its name and label, also inside a word and
--- without a plural's s, and its aliases as whole words.
local function eachMention(name, stem, looks, found)
  for _, text in ipairs({ stem, looks:label(stem) }) do
    eachPlace(name, text:lower():gsub('s$', ''), found)
  end
  for _, alias in ipairs(looks:aliases(stem)) do
    eachPlace(name, alias:lower(), function(first, last)
      if not name:sub(first - 1, first - 1):find(WORD) and not name:sub(last + 1, last + 1):find(WORD) then
        found(first, last)
      end
    end)
  end
end

--- The stem that a track's name is about: "Drums", "drum bus". Of several the one that is named last: a bass drum is a drum; and of
--- those that end together the longest: a bass guitar is a bass.
local function stemOf(name, looks)
  local best, bestFirst, bestLast = nil, 0, 0
  for _, stem in ipairs(looks.names) do
    eachMention(name:lower(), stem, looks, function(first, last)
      if last > bestLast or (last == bestLast and first < bestFirst) then
        best, bestFirst, bestLast = stem, first, last
      end
    end)
  end
  return best
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
function knownTracks.find(looks)
  local list = table.concat(looks.names, ', ')
  local tracks, areSelected = candidates()
  local byStem = {}
  for _, track in ipairs(tracks) do
    local stem = stemOf(nameOf(track), looks)
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
