-- @noindex
-- The open project: its time selection, its rate, and the folders where audio goes.

local failure = require('lib.failure')

local project = {}

local CURRENT <const> = 0
local FALLBACK_RATE_HZ <const> = 44100
--- of the project's media folder
local FOLDER <const> = 'Stemwright'

--- Start and end in seconds, or nil where nothing is selected.
function project.timeSelection()
  local first, last = reaper.GetSet_LoopTimeRange(false, false, 0, 0, false)
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
  if reaper.GetSetProjectInfo(CURRENT, 'PROJECT_SRATE_USE', 0, false) == 1 then
    return math.floor(reaper.GetSetProjectInfo(CURRENT, 'PROJECT_SRATE', 0, false))
  end
  return FALLBACK_RATE_HZ
end

local function madeFolder(path)
  reaper.RecursiveCreateDirectory(path, 0)
  return path
end

--- Where stems are kept: with the project's media.
function project.stemFolder()
  return madeFolder(reaper.GetProjectPath() .. '/' .. FOLDER)
end

local function isBelow(path, folder)
  return folder ~= '' and path:sub(1, #folder + 1):gsub('\\', '/') == folder:gsub('\\', '/') .. '/'
end

--- Where audio for the daemon is put. It reads below the home folder only, if not told otherwise; a project on another disk is
--- outside.
function project.exchangeFolder(settings)
  if settings.exchangeFolder ~= '' then
    return madeFolder(settings.exchangeFolder)
  end
  local home = os.getenv('HOME') or os.getenv('USERPROFILE') or ''
  local media = reaper.GetProjectPath()
  if isBelow(media, home) or home == '' then
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

--- Raises where a pointer does not lead to anything any more: the user has deleted it meanwhile.
function project.check(pointer, kind, words)
  if not reaper.ValidatePtr2(CURRENT, pointer, kind) then
    failure.raise('input-missing', words .. ' was deleted meanwhile.')
  end
end

return project
