--- @noindex
-- The daemon's runtime file, from which it is found without being told its port:
--
--     $XDG_RUNTIME_DIR/stemwright/daemon.json, or <temporary folder>/stemwright-<user>/daemon.json

local json = require('lib.json')

local runtimeFile = {}

local FILE <const> = 'daemon.json'

local function temporaryFolder()
  return os.getenv('TMPDIR') or os.getenv('TEMP') or '/tmp'
end

local function candidates()
  local files = {}
  local runtimeFolder = os.getenv('XDG_RUNTIME_DIR')
  if runtimeFolder ~= nil and runtimeFolder ~= '' then
    files[1] = runtimeFolder .. '/stemwright/' .. FILE
  end
  local parent = temporaryFolder()
  for i = 0, math.maxinteger do
    local name = reaper.EnumerateSubdirectories(parent, i)
    if name == nil or name == '' then
      return files
    end
    if name:match('^stemwright%-%w+$') then
      files[#files + 1] = ('%s/%s/%s'):format(parent, name, FILE)
    end
  end
end

--- The daemon's `{ host, port, needsToken }`, or nil. Other users' files cannot be read; whether the daemon lives is not known.
function runtimeFile.read()
  for _, path in ipairs(candidates()) do
    local file = io.open(path, 'r')
    local record = file and json.decode(file:read('a'))
    if file then
      file:close()
    end
    if type(record) == 'table' and math.type(record.port) == 'integer' and type(record.host) == 'string' then
      return record
    end
  end
  return nil
end

return runtimeFile
