-- On Windows, scripts are batch files, and what stands in them has to arrive: they are read here as cmd.exe reads them. A line's
-- percent signs are read before its words: %% is one, %NAME% a variable, and a single one goes. `call` reads its line a second time.
-- Programs of Node take \" for a quote, and backslashes before a quote in pairs.

local AWKWARD <const> = { [[C:\Users\J Ö\100% %TEMP%\my song.wav]], [[a\]], [[say "hi"\]], '50%', '%%', 'é & (b) ^' }

rawset(package, 'config', '\\' .. package.config:sub(2))
local standInLibrary = require('stand_in.script_library')
local world = require('world')

world.open()
local written = {}
local open = io.open
rawset(io, 'open', function(path, mode)
  if mode ~= 'w' and mode ~= 'a' then
    return open(path, mode)
  end
  return {
    write = function(_, text)
      written[path] = text
      return true
    end,
    close = function() return true end,
  }
end)
reaper.ExecProcess = function(command)
  written.command = command
  return ''
end
local cliLink = standInLibrary('lib.cli_link')
local daemonStarter = standInLibrary('lib.daemon_starter')

local function expanded(line)
  return (line:gsub('%%%%', '\0'):gsub('%%([%w_~]*)%%?', function(name) return name == 'errorlevel' and '7' or '' end):gsub('\0', '%%'))
end

--- The words of a command as a program gets them.
local function wordsOf(line)
  local words, word, isQuoted, at = {}, nil, false, 1
  while at <= #line do
    local slashes, quote = line:match('^(\\*)("?)', at)
    local character = line:sub(at, at)
    if quote ~= '' and #slashes % 2 == 1 then
      word, at = (word or '') .. ('\\'):rep(#slashes // 2) .. '"', at + #slashes + 1
    elseif quote ~= '' then
      word, isQuoted, at = (word or '') .. ('\\'):rep(#slashes // 2), not isQuoted, at + #slashes + 1
    elseif character == ' ' and not isQuoted then
      words[#words + 1], word, at = word, nil, at + 1
    elseif slashes ~= '' then
      word, at = (word or '') .. slashes, at + #slashes
    else
      word, at = (word or '') .. character, at + 1
    end
  end
  words[#words + 1] = word
  return words
end

--- The command of a batch file, without where its output goes.
local function commandOf(batch, mark)
  for line in batch:gmatch('[^\n]+') do
    if line:find(mark, 1, true) then
      local command = expanded(line):gsub(' >>?"[^"]*" 2>&1.*$', '')
      return command:match('^call ') and expanded(command:sub(6)) or command
    end
  end
end

local function lastBatch()
  local path = written.command:match('^cmd%.exe /Q /C "(.*%.bat)"$')
  return assert(written[path], written.command)
end

for _, options in ipairs({
  { command = 'stemwright' },
  { command = 'stemwright', start = { node = [[C:\Program Files\100%\node.exe]], program = [[C:\Users\J Ö\main.js]] } },
}) do
  local link = cliLink.open(options)
  link:send('/stemwright/ping', AWKWARD)
  local words = wordsOf(commandOf(lastBatch(), '/stemwright/ping'))
  local wanted = options.start and { options.start.node, options.start.program } or { options.command }
  for _, word in ipairs({ 'send', '--json', '--wait', '--', '/stemwright/ping', table.unpack(AWKWARD) }) do
    wanted[#wanted + 1] = word
  end
  world.equal(table.concat(words, '|'), table.concat(wanted, '|'), 'words of a command')
end

-- the daemon's, too, and the line with the file of its token
daemonStarter.start({
  node = [[C:\n\node.exe]], program = [[C:\m\main.js]], arguments = { 'serve', '--out', [[D:\100%]] }, logFile = [[C:\l o g]],
  tokenFile = [[C:\5%\token]],
})
local batch = lastBatch()
world.equal(table.concat(wordsOf(commandOf(batch, 'main.js')), '|'), [[C:\n\node.exe|C:\m\main.js|serve|--out|D:\100%]], 'words')
assert(expanded(batch):find([[set "STEMWRIGHT_OSC_TOKEN_FILE=C:\5%\token"]], 1, true), batch)
rawset(io, 'open', open)
