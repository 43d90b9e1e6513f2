-- @noindex
-- Shell scripts: how a script in Reaper starts other programs without waiting for them. On Windows they are batch files.

local failure = require('lib.failure')
local userFolders = require('lib.user_folders')

local shellScript = {}

--- ExecProcess: neither wait nor show a window
local IN_BACKGROUND <const> = -2

local isWindows = userFolders.isWindows

--- A text as one word of a script. `isCalled`: of a batch file's line that begins with `call`, which reads its words twice, so that
--- each % has to be doubled twice.
function shellScript.word(text, isCalled)
  if not isWindows then
    return "'" .. text:gsub("'", "'\\''") .. "'"
  end
  local percent = isCalled and '%%%%%%%%' or '%%%%'
  local quoted = text:gsub('(\\*)"', '%1%1\\"'):gsub('(\\+)$', '%1%1'):gsub('%%', percent)
  return '"' .. quoted .. '"'
end

--- Several texts as words with spaces between them.
function shellScript.words(texts, isCalled)
  local words = {}
  for i, text in ipairs(texts) do
    words[i] = shellScript.word(text, isCalled)
  end
  return table.concat(words, ' ')
end

--- The beginning of the names of files that nobody else uses. What Lua gives on Windows lies where users may not write.
function shellScript.temporaryBase()
  if isWindows then
    return ('%s\\stemwright-%d'):format(userFolders.temporary(), math.random(0, math.maxinteger))
  end
  return os.tmpname()
end

--- Writes a script to `base`, and starts it. Raises `output-failed`.
function shellScript.start(base, text)
  -- what tmpname has made is the user's alone, and stays so when it is written to
  local path = isWindows and base .. '.bat' or base
  local file = io.open(path, 'w')
  if file == nil or not file:write(text) or not file:close() then
    failure.raise('output-failed', ('Cannot write the temporary file %s.'):format(path))
  end
  reaper.ExecProcess((isWindows and 'cmd.exe /Q /C "%s"' or '/bin/sh "%s"'):format(path), IN_BACKGROUND)
end

--- Removes what `start` has written, and other files whose names begin with `base`.
function shellScript.remove(base, endings)
  os.remove(isWindows and base .. '.bat' or base)
  for _, ending in ipairs(endings) do
    os.remove(base .. ending)
  end
end

return shellScript
