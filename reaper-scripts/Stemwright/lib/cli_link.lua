-- @noindex
-- The way to the daemon without LuaSocket: each request is a process `stemwright send --wait --json ...` in the background, whose
-- output goes to a file that is read in each call of the defer loop. Slower to start than UDP, and otherwise the same.
--
-- Reaper waits for no process: a small shell script starts the command and writes its exit code behind its output. It has the
-- token, which no list of processes shall show, in a file that only its user can read; on Windows users do not see each other's.

local failure = require('lib.failure')
local json = require('lib.json')

local cliLink = {}
cliLink.__index = cliLink

local exchange = {}
exchange.__index = exchange

--- ExecProcess: neither wait nor show a window
local IN_BACKGROUND <const> = -2
local COMMAND_NOT_FOUND <const> = 127
local EXIT_MARK <const> = 'exit '

local isWindows = package.config:sub(1, 1) == '\\'

--- The beginning of the names of files that nobody else uses. What Lua gives on Windows lies where users may not write.
local function temporaryBase()
  if isWindows then
    return ('%s\\stemwright-%d'):format(os.getenv('TEMP'), math.random(0, math.maxinteger))
  end
  return os.tmpname()
end

local function shellWord(text)
  if isWindows then
    return '"' .. text:gsub('%%', '%%%%'):gsub('"', '\\"') .. '"'
  end
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

--- The exit code goes behind the output, unless nobody reads that any more and has removed it; without a reader the script cleans up.
--- Programs that Node installs are not on the PATH that desktop programs get on macOS.
local UNIX <const> = {
  run = [[
PATH="$PATH:/usr/local/bin:/opt/homebrew/bin:$HOME/.local/bin"
%s%s >%s 2>&1
]],
  tell = 'code=$?; [ -f %s ] && echo "exit $code" >>%s\n',
  clean = 'rm -f %s %s "$0"\n',
}

local WINDOWS <const> = {
  run = [[
@echo off
chcp 65001 >nul
%scall %s >%s 2>&1
]],
  tell = 'set code=%%errorlevel%%\nif exist %s echo exit %%code%% >>%s\n',
  clean = 'del %s %s "%%~f0"\n',
}

local function writeScript(base, secret, command, isRead)
  -- what tmpname has made is the user's alone, and stays so when it is written to
  local path = isWindows and base .. '.bat' or base
  local output = shellWord(base .. '.out')
  local parts = isWindows and WINDOWS or UNIX
  local ending = isRead and parts.tell:format(output, output) or parts.clean:format(output, shellWord(base))
  local file = io.open(path, 'w')
  if file == nil or not file:write(parts.run:format(secret, command, output), ending) or not file:close() then
    failure.raise('output-failed', ('Cannot write the temporary file %s.'):format(path))
  end
  return path
end

--- `options`: `command` (as typed in a shell), and `port` and `token` where the user has set them.
function cliLink.open(options)
  return setmetatable({ options = options }, cliLink)
end

--- The line of the script that says the token where that is no word of the command.
function cliLink:secret()
  if isWindows or self.options.token == nil then
    return ''
  end
  return ('STEMWRIGHT_OSC_TOKEN=%s; export STEMWRIGHT_OSC_TOKEN\n'):format(shellWord(self.options.token))
end

function cliLink:commandLine(address, args)
  local words = { self.options.command, 'send', '--json', '--wait' }
  for _, name in ipairs(isWindows and { 'port', 'token' } or { 'port' }) do
    if self.options[name] ~= nil then
      words[#words + 1] = ('--%s %s'):format(name, shellWord(tostring(self.options[name])))
    end
  end
  -- what follows is no option, whatever it looks like
  words[#words + 1] = '--'
  words[#words + 1] = address
  for _, value in ipairs(args) do
    words[#words + 1] = shellWord(tostring(value))
  end
  return table.concat(words, ' ')
end

function cliLink:launch(address, args, isRead)
  local base = temporaryBase()
  local script = writeScript(base, self:secret(), self:commandLine(address, args), isRead)
  reaper.ExecProcess((isWindows and 'cmd.exe /Q /C "%s"' or '/bin/sh "%s"'):format(script), IN_BACKGROUND)
  return base
end

--- Sends a request, whose first argument is its id, or a message that is not answered. Returns an exchange, to be closed.
function cliLink:start(address, args)
  local base = self:launch(address, args, true)
  return setmetatable({ base = base, command = self.options.command, rest = '' }, exchange)
end

--- Sends a message; whether it arrives is not known.
function cliLink:send(address, args)
  self:launch(address, args, false)
end

function cliLink:close()
  self.options = nil
end

--- The next whole line of the output, or nil. Its file may not be there yet.
function exchange:nextLine()
  self.file = self.file or io.open(self.base .. '.out', 'rb')
  if self.file == nil then
    return nil
  end
  self.rest = self.rest .. (self.file:read('a') or '')
  local line, after = self.rest:match('^([^\r\n]*)\r?\n()')
  if line ~= nil then
    self.rest = self.rest:sub(after)
  end
  return line
end

function exchange:fail(exitCode)
  if exitCode == COMMAND_NOT_FOUND then
    failure.raise(
      'package-missing',
      ('There is no command "%s". Put the path of stemwright into the action "Stemwright - Settings", or install LuaSocket (README).'):format(
        self.command
      )
    )
  end
  failure.raise('daemon-unreachable', self.complaint or ('"%s send" ended with code %d.'):format(self.command, exitCode))
end

--- The next reply, or nil where there is none yet, or no more: then `hasEnded`. Raises what the command has failed with.
function exchange:next()
  local line = self:nextLine()
  if line == nil then
    return nil
  end
  local exitCode = line:match('^' .. EXIT_MARK .. '(%d+)%s*$')
  if exitCode ~= nil then
    self.hasEnded = true
    if exitCode ~= '0' then
      self:fail(math.tointeger(tonumber(exitCode)))
    end
    return nil
  end
  local value = json.decode(line)
  if type(value) ~= 'table' then
    -- stderr: the last thing it says is why it ends
    self.complaint = line:gsub('^stemwright: ', '')
    return nil
  elseif value.error ~= nil then
    failure.raise(value.error.code, value.error.message)
  end
  return value
end

function exchange:__close()
  if self.file ~= nil then
    self.file:close()
  end
  for _, ending in ipairs({ '', '.out', '.bat' }) do
    os.remove(self.base .. ending)
  end
end

return cliLink
