-- @noindex
-- Starts the daemon as the start file says, in a process that outlives Reaper, once: a daemon that is on its way is not started
-- again. What it says goes to its log.

local shellScript = require('lib.shell_script')
local userFolders = require('lib.user_folders')

local daemonStarter = {}

local SECTION <const>, KEY <const> = 'stemwright', 'daemon.started'
local TOKEN_VARIABLE <const> = 'STEMWRIGHT_OSC_TOKEN_FILE'

--- how long a daemon may take until it answers
daemonStarter.LIMIT_SECONDS = 30

--- The script goes away by itself: at once, and on Windows, whose shell reads it line by line, when the daemon has ended.
local UNIX <const> = '%scd "$HOME"\nnohup %s >>%s 2>&1 </dev/null &\nrm -f "$0"\n'
local WINDOWS <const> = '@echo off\nchcp 65001 >nul\n%s%s >>%s 2>&1 <nul\ndel "%%~f0"\n'

--- The line that names the token's file, where the arguments do not.
local function tokenLine(start)
  if start.tokenFile == nil or table.concat(start.arguments, ' '):find('--token', 1, true) then
    return ''
  elseif userFolders.isWindows then
    return ('set "%s=%s"\n'):format(TOKEN_VARIABLE, (start.tokenFile:gsub('%%', '%%%%')))
  end
  return ('%s=%s; export %s\n'):format(TOKEN_VARIABLE, shellScript.word(start.tokenFile), TOKEN_VARIABLE)
end

local function note(start)
  local log = io.open(start.logFile, 'a')
  if log ~= nil then
    log:write(os.date('%Y-%m-%d %H:%M:%S'), ' started by a script in Reaper\n')
    log:close()
  end
end

--- Starts it, unless that has been done a moment ago.
function daemonStarter.start(start)
  local startedAt = tonumber(reaper.GetExtState(SECTION, KEY))
  if startedAt ~= nil and reaper.time_precise() - startedAt < daemonStarter.LIMIT_SECONDS then
    return
  end
  reaper.SetExtState(SECTION, KEY, tostring(reaper.time_precise()), false)
  note(start)
  local command = shellScript.words({ start.node, start.program, table.unpack(start.arguments) })
  local form = userFolders.isWindows and WINDOWS or UNIX
  shellScript.start(shellScript.temporaryBase(), form:format(tokenLine(start), command, shellScript.word(start.logFile)))
end

--- A daemon has answered: the next one that is missing may be started at once.
function daemonStarter.hasAnswered()
  reaper.DeleteExtState(SECTION, KEY, false)
end

return daemonStarter
