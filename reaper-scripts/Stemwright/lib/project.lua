-- @noindex
-- The project that was in front when the action was started, whichever tab is in front by now: its time selection, its rate, its
-- tracks, and the folders where audio goes.

local failure = require('lib.failure')
local userFolders = require('lib.user_folders')

local project = {}

local IN_FRONT <const> = -1
local FALLBACK_RATE_HZ <const> = 44100
--- of the project's media folder
local FOLDER <const> = 'Stemwright'

--- What Reaper's functions take as their project.
project.HELD = reaper.EnumProjects(IN_FRONT)

local mediaFolder = reaper.GetProjectPathEx(project.HELD)

--- Whether its tab is still there.
function project.isOpen()
  return reaper.ValidatePtr2(0, project.HELD, 'ReaProject*')
end

--- Where its media are, or were when it was closed. They move when it is saved elsewhere.
local function media()
  mediaFolder = project.isOpen() and reaper.GetProjectPathEx(project.HELD) or mediaFolder
  return mediaFolder
end

--- Start and end in seconds, or nil where nothing is selected.
function project.timeSelection()
  local first, last = reaper.GetSet_LoopTimeRange2(project.HELD, false, false, 0, 0, false)
  if last > first then
    return first, last
  end
  return nil
end

--- The same; raises where nothing is selected.
function project.neededTimeSelection()
  local first, last = project.timeSelection()
  if first == nil then
    failure.raise('input-empty', 'There is no time selection. Drag one over the ruler, and try again.')
  end
  return first, last
end

--- Frames a second: the project's, where it has one of its own.
function project.rateHz()
  if reaper.GetSetProjectInfo(project.HELD, 'PROJECT_SRATE_USE', 0, false) == 1 then
    return math.floor(reaper.GetSetProjectInfo(project.HELD, 'PROJECT_SRATE', 0, false))
  end
  return FALLBACK_RATE_HZ
end

--- All tracks, from the top.
function project.tracks()
  local tracks = {}
  for i = 0, reaper.CountTracks(project.HELD) - 1 do
    tracks[i + 1] = reaper.GetTrack(project.HELD, i)
  end
  return tracks
end

--- A new track, without what the user's new tracks have by default: FX would change what stems sum to.
function project.insertTrack(index)
  if reaper.InsertTrackInProject ~= nil then
    reaper.InsertTrackInProject(project.HELD, index, 0)
  else
    -- an older Reaper inserts into the tab in front only
    local inFront = reaper.EnumProjects(IN_FRONT)
    reaper.SelectProjectInstance(project.HELD)
    reaper.InsertTrackAtIndex(index, false)
    reaper.SelectProjectInstance(inFront)
  end
  return reaper.GetTrack(project.HELD, index)
end

local function madeFolder(path)
  reaper.RecursiveCreateDirectory(path, 0)
  return path
end

--- Where stems are kept: with the project's media.
function project.stemFolder()
  return madeFolder(media() .. '/' .. FOLDER)
end

local function isBelow(path, folder)
  return path:sub(1, #folder + 1):gsub('\\', '/') == folder:gsub('\\', '/') .. '/'
end

--- Where audio for the daemon is put. It reads below the home folder only, if not told otherwise; a project on another disk is
--- outside.
function project.exchangeFolder(settings)
  if settings.exchangeFolder ~= '' then
    return madeFolder(settings.exchangeFolder)
  end
  local home = userFolders.home()
  if home == nil or isBelow(media(), home) then
    return project.stemFolder()
  end
  return madeFolder(home .. '/Stemwright/from-reaper')
end

--- A name that is one file on every system.
function project.fileName(text)
  local safe = text:gsub('[%c/\\:*?"<>|]', '_'):gsub('^[. ]+', ''):sub(1, 80):gsub('[. ]+$', '')
  -- a character that was cut in half
  safe = safe:gsub('[\xC0-\xFF][\x80-\xBF]*$', function(tail) return utf8.len(tail) and tail or '' end)
  return safe ~= '' and safe or 'untitled'
end

--- A path for a WAV file that is only there for the daemon to read it. Whoever makes the file removes it.
function project.temporaryPath(settings, name)
  local stamp = math.floor(reaper.time_precise() * 1000)
  return ('%s/%s %d.wav'):format(project.exchangeFolder(settings), project.fileName(name), stamp)
end

--- The same as `{ path }`; the file is removed when the variable that holds it goes.
function project.temporaryWav(settings, name)
  local path = project.temporaryPath(settings, name)
  return setmetatable({ path = path }, {
    __close = function()
      os.remove(path)
    end,
  })
end

--- Whether a pointer still leads to something in the project.
function project.has(pointer, kind)
  return project.isOpen() and reaper.ValidatePtr2(project.HELD, pointer, kind)
end

--- Raises where a pointer does not lead to anything any more: the user has deleted it meanwhile, or closed its project.
function project.check(pointer, kind, words)
  if not project.isOpen() then
    failure.raise('input-missing', 'The project was closed meanwhile.')
  elseif not project.has(pointer, kind) then
    failure.raise('input-missing', words .. ' was deleted meanwhile.')
  end
end

return project
