-- @noindex
-- Live tracks: for each stem a track whose fader, mute and solo are the stem's in the daemon's live session.

local failure = require('lib.failure')
local placement = require('lib.placement')
local project = require('lib.project')
local stemTracks = require('lib.stem_tracks')

local liveTracks = {}

local liveTrack = {}
liveTrack.__index = liveTrack

local TITLE <const> = 'Stemwright live'
--- the daemon's range of gains
local LEAST_DB <const>, MOST_DB <const> = -120.0, 24.0
--- smaller steps of a fader are not told
local STEP_DB <const> = 0.01
--- after telling: what the daemon says now may be from before
local ECHO_SECONDS <const> = 0.3

local function decibels(factor)
  local db = factor > 0 and 20 * math.log(factor, 10) or LEAST_DB
  return math.max(LEAST_DB, math.min(MOST_DB, db))
end

local function factor(db)
  return db <= LEAST_DB and 0.0 or 10 ^ (db / 20)
end

function liveTrack:read()
  if not project.has(self.track, 'MediaTrack*') then
    failure.raise('cancelled', 'Its track is gone.')
  end
  local function value(name)
    return reaper.GetMediaTrackInfo_Value(self.track, name)
  end
  return {
    gain = decibels(value('D_VOL')),
    mute = value('B_MUTE') ~= 0 and 1 or 0,
    solo = value('I_SOLO') ~= 0 and 1 or 0,
  }
end

--- Tells what is different on the track since it was last told, by the daemon's names: `tell(name, value)` for gain, mute, solo,
--- which returns whether it could.
function liveTrack:tellChanges(tell)
  for name, value in pairs(self:read()) do
    local before = self.told[name]
    local isChanged = before == nil or math.abs(value - before) >= (name == 'gain' and STEP_DB or 1)
    if isChanged and tell(name, value) then
      self.told[name] = value
      self.deafUntil = reaper.time_precise() + ECHO_SECONDS
    end
  end
end

--- Moves the track's controls to what they are at the daemon.
function liveTrack:follow(gainDb, muted, soloed)
  if reaper.time_precise() < self.deafUntil then
    return
  end
  self.told = { gain = gainDb, mute = muted, solo = soloed }
  reaper.SetMediaTrackInfo_Value(self.track, 'D_VOL', factor(gainDb))
  reaper.SetMediaTrackInfo_Value(self.track, 'B_MUTE', muted)
  reaper.SetMediaTrackInfo_Value(self.track, 'I_SOLO', soloed)
end

--- The tracks below the folder that an earlier run has made, by stem; nil where a stem has none.
local function existing(looks)
  local tracks, stemNames, all = {}, looks.names, project.tracks()
  for i, folder in ipairs(all) do
    local _, title = reaper.GetTrackName(folder)
    if title == TITLE and i + #stemNames <= #all then
      for k, name in ipairs(stemNames) do
        local _, trackName = reaper.GetTrackName(all[i + k])
        tracks[name] = trackName == looks:label(name) and all[i + k] or nil
      end
    end
  end
  for _, name in ipairs(stemNames) do
    if tracks[name] == nil then
      return nil
    end
  end
  return tracks
end

--- Live tracks by stem name: those there are, or new ones at the end, in one undo point. `isHeard`: whether the daemon's levels
--- will be heard; if not, they are taken to be as those of new tracks.
function liveTracks.open(looks, isHeard)
  local tracks = existing(looks)
  if tracks == nil then
    placement.inOneUndoPoint('live faders', function()
      tracks = stemTracks.add(nil, TITLE, looks.names, looks)
    end)
  end
  local live = {}
  for name, track in pairs(tracks) do
    local told = isHeard and {} or { gain = 0, mute = 0, solo = 0 }
    live[name] = setmetatable({ track = track, told = told, deafUntil = 0 }, liveTrack)
  end
  return live
end

return liveTracks
