-- @noindex
-- The daemon's runtime file, from which it is found without being told its port:
--
--     $XDG_RUNTIME_DIR/stemwright/daemon.json, or <temporary folder>/stemwright-<user>/daemon.json

local json = require('lib.json')

local runtimeFile = {}

local FILE <const> = 'daemon.json'

local function temporaryFolder()
  return os.getenv('TMPDIR') or os.getenv('TEMP') or '/tmp'
end

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

--- The daemon's `{ host, port }`, or nil. Whether it lives is not known.
function runtimeFile.read()
  local runtimeFolder = os.getenv('XDG_RUNTIME_DIR') or ''
  local found = runtimeFolder ~= '' and record(('%s/stemwright/%s'):format(runtimeFolder, FILE))
  return found or recordBelow(temporaryFolder())
end

return runtimeFile
