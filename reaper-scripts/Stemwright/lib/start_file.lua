-- @noindex
-- The start file, which `stemwright setup` and every `stemwright serve` write, and which stays when no daemon runs:
--
--     <home>/.config/stemwright/start.json: node, program, arguments, tokenFile, runtimeFile, logFile
--
-- It says how to start the daemon, and where a running one says how it is found.

local json = require('lib.json')
local userFolders = require('lib.user_folders')

local startFile = {}

local FILE <const> = '/.config/stemwright/start.json'
local NEEDED <const> = { 'node', 'program', 'runtimeFile', 'logFile' }

local function isStart(value)
  if type(value) ~= 'table' or type(value.arguments) ~= 'table' then
    return false
  end
  for _, name in ipairs(NEEDED) do
    if type(value[name]) ~= 'string' then
      return false
    end
  end
  for _, word in ipairs(value.arguments) do
    if type(word) ~= 'string' then
      return false
    end
  end
  return value.tokenFile == nil or type(value.tokenFile) == 'string'
end

--- What the file says; nil where there is none that is complete.
function startFile.read()
  local home = userFolders.home()
  local file = home and io.open(home .. FILE, 'r')
  if not file then
    return nil
  end
  local value = json.decode(file:read('a'))
  file:close()
  return isStart(value) and value or nil
end

--- The daemon's token, where the start file names a file with one; nil where it does not, or the file cannot be read.
function startFile.token(start)
  local file = start ~= nil and start.tokenFile ~= nil and io.open(start.tokenFile, 'r')
  if not file then
    return nil
  end
  local line = file:read('l')
  file:close()
  return line and line:match('^%s*(.-)%s*$')
end

return startFile
