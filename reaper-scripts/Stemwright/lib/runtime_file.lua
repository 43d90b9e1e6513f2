-- @noindex
-- The daemon's runtime file, from which it is found without being told its port:
--
--     where the start file says, or $XDG_RUNTIME_DIR/stemwright/daemon.json, or <temporary folder>/stemwright-<user>/daemon.json

local json = require('lib.json')
local userFolders = require('lib.user_folders')

local runtimeFile = {}

local FILE <const> = 'daemon.json'
--- Reaper lists a folder once and remembers it: this has it look again
local LOOK_AGAIN <const> = -1

local function record(path)
  local file = io.open(path, 'r')
  if file == nil then
    return nil
  end
  local value = json.decode(file:read('a'))
  file:close()
  local isRecord = type(value) == 'table' and math.type(value.port) == 'integer' and type(value.host) == 'string'
  return isRecord and value or nil
end

--- The record in the first folder of a parent that has one; other users' files cannot be read.
local function recordBelow(parent)
  reaper.EnumerateSubdirectories(parent, LOOK_AGAIN)
  for i = 0, math.maxinteger do
    local name = reaper.EnumerateSubdirectories(parent, i)
    if name == nil or name == '' then
      return nil
    end
    local found = name:match('^stemwright%-%w+$') and record(('%s/%s/%s'):format(parent, name, FILE))
    if found then
      return found
    end
  end
end

--- The daemon's `{ host, port, needsToken }`, or nil. Whether it lives is not known. `start`: what the start file says, or nil.
function runtimeFile.read(start)
  local found = start ~= nil and record(start.runtimeFile)
  if found then
    return found
  end
  local runtimeFolder = os.getenv('XDG_RUNTIME_DIR') or ''
  found = runtimeFolder ~= '' and record(('%s/stemwright/%s'):format(runtimeFolder, FILE))
  return found or recordBelow(userFolders.temporary())
end

return runtimeFile
