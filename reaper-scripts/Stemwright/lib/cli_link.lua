-- @noindex
-- The way to the daemon without LuaSocket: each request is a process `stemwright send --wait --json ...` in the background, whose
-- output goes to a file that is read in each call of the defer loop. Slower to start than UDP, and otherwise the same.
--
-- Reaper waits for no process: a small shell script starts the command and writes its exit code behind its output. It has the
-- token, which no list of processes shall show, in a file that only its user can read; on Windows users do not see each other's.
--
-- No wait is without an end: a process that says nothing for ten seconds has failed, or, where it has spoken before, a second one
-- asks the daemon whether it is there.

local failure = require('lib.failure')
local json = require('lib.json')
local shellScript = require('lib.shell_script')
local userFolders = require('lib.user_folders')

local cliLink = {}
cliLink.__index = cliLink

local exchange = {}
exchange.__index = exchange

local COMMAND_NOT_FOUND <const> = 127
local EXIT_MARK <const> = 'exit '
local SILENCE_SECONDS <const> = 10
local PING <const> = '/stemwright/ping'
local OUTPUT <const> = '.out'

local isWindows = userFolders.isWindows

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
%s%s >%s 2>&1
]],
  tell = 'set code=%%errorlevel%%\nif exist %s echo exit %%code%% >>%s\n',
  clean = 'del %s %s "%%~f0"\n',
}

--- `options`: `start` (what the start file says: Node and the program), or else `command` (as typed in a shell); `port`, `token` and
--- `tokenFile` where they are known.
function cliLink.open(options)
  return setmetatable({ options = options }, cliLink)
end

--- The line of the script that says the token where that is no word of the command.
function cliLink:secret()
  if isWindows or self.options.token == nil then
    return ''
  end
  return ('STEMWRIGHT_OSC_TOKEN=%s; export STEMWRIGHT_OSC_TOKEN\n'):format(shellScript.word(self.options.token))
end

--- The words that follow the program's name.
function cliLink:arguments(address, args)
  local words = { 'send', '--json', '--wait' }
  local function option(name, value)
    if value ~= nil then
      words[#words + 1], words[#words + 2] = '--' .. name, tostring(value)
    end
  end
  option('port', self.options.port)
  if self.options.token == nil then
    option('token-file', self.options.tokenFile)
  elseif isWindows then
    option('token', self.options.token)
  end
  -- what follows is no option, whatever it looks like
  words[#words + 1], words[#words + 2] = '--', address
  for _, value in ipairs(args) do
    words[#words + 1] = tostring(value)
  end
  return words
end

--- The user's command may be a batch file, as Node's installer makes them: without `call` the script would end with it.
function cliLink:commandLine(address, args)
  local arguments, start = self:arguments(address, args), self.options.start
  if start ~= nil then
    return shellScript.words({ start.node, start.program, table.unpack(arguments) })
  end
  return (isWindows and 'call ' or '') .. self.options.command .. ' ' .. shellScript.words(arguments, isWindows)
end

function cliLink:launch(address, args, isRead)
  local base = shellScript.temporaryBase()
  local output = shellScript.word(base .. OUTPUT)
  local parts = isWindows and WINDOWS or UNIX
  local ending = isRead and parts.tell:format(output, output) or parts.clean:format(output, shellScript.word(base))
  shellScript.start(base, parts.run:format(self:secret(), self:commandLine(address, args), output) .. ending)
  return base
end

--- Sends a request, whose first argument is its id, or a message that is not answered. Returns an exchange, to be closed.
function cliLink:start(address, args)
  local base = self:launch(address, args, true)
  local hearsUntil = reaper.time_precise() + SILENCE_SECONDS
  return setmetatable({ base = base, link = self, id = args[1], rest = '', hearsUntil = hearsUntil }, exchange)
end

--- Sends a message; whether it arrives is not known.
function cliLink:send(address, args)
  self:launch(address, args, false)
end

--- What was launched goes on.
function cliLink.close() end

--- The program as the user knows it.
function cliLink:name()
  return self.options.start and 'stemwright' or self.options.command
end

--- The next whole line of the output, or nil. Its file may not be there yet.
function exchange:nextLine()
  self.file = self.file or io.open(self.base .. OUTPUT, 'rb')
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
  local start = self.link.options.start
  if exitCode == COMMAND_NOT_FOUND and start ~= nil then
    failure.raise('package-missing', ('%s or what it needs is gone. Run "stemwright setup" in a terminal once more.'):format(start.node))
  elseif exitCode == COMMAND_NOT_FOUND then
    failure.raise(
      'package-missing',
      ('There is no command "%s", or no Node for it. Run "stemwright setup" in a terminal, or install LuaSocket (README).'):format(
        self.link:name()
      )
    )
  end
  failure.raise('daemon-unreachable', self.complaint or ('"%s send" ended with code %d.'):format(self.link:name(), exitCode))
end

--- Nothing has been said for a while: fails, or asks whether the daemon is there.
function exchange:checkSilence()
  if self.ping ~= nil then
    if self.ping:next() ~= nil or self.ping.hasEnded then
      self:hear()
    end
  elseif reaper.time_precise() > self.hearsUntil then
    if not self.isHeard then
      failure.raise('daemon-unreachable', ('"%s send" says nothing for %d s.'):format(self.link:name(), SILENCE_SECONDS))
    end
    self.ping = self.link:start(PING, { self.id })
  end
end

--- Somebody is there.
function exchange:hear()
  self.isHeard, self.hearsUntil = true, reaper.time_precise() + SILENCE_SECONDS
  if self.ping ~= nil then
    self.ping:__close()
    self.ping = nil
  end
end

--- The next reply, or nil where there is none yet, or no more: then `hasEnded`. Raises what the command has failed with.
function exchange:next()
  local line = self:nextLine()
  if line == nil then
    self:checkSilence()
    return nil
  end
  self:hear()
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
  if self.ping ~= nil then
    self.ping:__close()
  end
  if self.file ~= nil then
    self.file:close()
  end
  shellScript.remove(self.base, { OUTPUT })
end

return cliLink
