-- @noindex
-- The user's folders. On Windows, Lua is told them in the system's code page, where names outside ASCII are not UTF-8, as Reaper's
-- paths are: then they follow from the folder of Reaper's own settings, which lies in the home folder.

local userFolders = {}

--- where a home folder ends in the path of Reaper's settings, on Windows, macOS and Linux
local SETTINGS_BELOW_HOME <const> = { '[/\\]AppData[/\\]Roaming', '/Library/Application Support', '/%.config' }
local WINDOWS_TEMPORARY <const> = '\\AppData\\Local\\Temp'

userFolders.isWindows = package.config:sub(1, 1) == '\\'

local function isUsable(path)
  return path ~= nil and path ~= '' and utf8.len(path) ~= nil
end

local function homeOfReaper()
  local settings = reaper.GetResourcePath()
  for _, below in ipairs(SETTINGS_BELOW_HOME) do
    local home = settings:match('^(.+)' .. below .. '[/\\]')
    if home ~= nil then
      return home
    end
  end
  return nil
end

--- The home folder, or nil where nobody tells it.
function userFolders.home()
  local told = os.getenv(userFolders.isWindows and 'USERPROFILE' or 'HOME')
  return isUsable(told) and told or homeOfReaper()
end

--- The folder for temporary files.
function userFolders.temporary()
  local told = os.getenv('TMPDIR') or os.getenv('TEMP')
  if isUsable(told) then
    return told
  end
  local home = userFolders.isWindows and userFolders.home()
  return home and home .. WINDOWS_TEMPORARY or '/tmp'
end

return userFolders
