-- Without LuaSocket, the token reaches the command by its environment: it is no word of it, and in no file that others can read.

local cliLink = require('stand_in.script_library')('lib.cli_link')
local world = require('world')

local TOKEN <const> = "it's 'a' $token of \"words\""

local host = world.open({})
local script
local execProcess = reaper.ExecProcess
reaper.ExecProcess = function(command, timeoutMs)
  script = command:match('"(.*)"')
  local mode = assert(io.popen(("ls -l '%s'"):format(script))):read('a')
  assert(mode:find('^%-rw%-%-%-%-%-%-%-'), mode)
  return execProcess(command, timeoutMs)
end

-- says its words and the variable, each on a line of JSON
local link = cliLink.open({ command = os.getenv('STAND_IN_COMMAND'), token = TOKEN })
local exchange <close> = link:start('/stemwright/ping', { '7' })
local told = {}
while not exchange.hasEnded do
  told[#told + 1] = exchange:next()
end
world.equal(told[1].words, 'send --json --wait -- /stemwright/ping 7', 'words')
world.equal(told[2].token, TOKEN, 'token')
world.noMessage(host)
