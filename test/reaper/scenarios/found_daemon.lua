-- Where the daemon is found: by the runtime file that the start file names, before any other; by a folder that was made after Reaper
-- has listed the temporary folder; and with a home folder that the system tells in its own code page, by Reaper's settings in it.

local library = require('stand_in.script_library')
local world = require('world')

local media = os.getenv('STAND_IN_MEDIA')

local function write(path, text)
  os.execute(("mkdir -p '%s'"):format(path:match('^(.*)/')))
  local file = assert(io.open(path, 'w'))
  file:write(text)
  file:close()
end

local home = media .. '/Jörg'
world.open({}, { resourcePath = home .. '/.config/REAPER' })
local told = { HOME = 'C:\\Users\\J\xF6rg', TMPDIR = media }
local getenv = os.getenv
rawset(os, 'getenv', function(name)
  return told[name] or (name:find('^STAND_IN') and getenv(name)) or nil
end)
local runtimeFile = library('lib.runtime_file')
local startFile = library('lib.start_file')
local userFolders = library('lib.user_folders')

world.equal(userFolders.home(), home, 'home folder')
world.equal(startFile.read(), nil, 'a start file that is not there')
world.equal(runtimeFile.read(nil), nil, 'a runtime file that is not there')
write(media .. '/stemwright-1000/daemon.json', '{"pid":1,"host":"127.0.0.1","port":9131,"version":"0","needsToken":false}')
world.equal(runtimeFile.read(nil).port, 9131, 'port, after the folder was made')

local START <const> = '{"node":"/n","program":"/p","arguments":["serve"],"tokenFile":%s,"runtimeFile":"%s/run/daemon.json","logFile":"/l"}'
write(home .. '/.config/stemwright/start.json', START:format('null', media))
world.equal(startFile.read().arguments[1], 'serve', 'arguments')
world.equal(startFile.token(startFile.read()), nil, 'a token where there is none')
world.equal(runtimeFile.read(startFile.read()).port, 9131, 'port, where the start file’s runtime file is not there')
write(media .. '/run/daemon.json', '{"pid":1,"host":"127.0.0.1","port":9132,"version":"0","needsToken":true}')
world.equal(runtimeFile.read(startFile.read()).port, 9132, 'port of the start file’s runtime file')
write(media .. '/token', ' secret words \nmore\n')
write(home .. '/.config/stemwright/start.json', START:format('"' .. media .. '/token"', media))
world.equal(startFile.token(startFile.read()), 'secret words', 'token')

-- what is not complete is none
for _, broken in ipairs({ '', '{}', '{"node":"/n"', START:format('7', media), (START:format('null', media):gsub('%["serve"%]', '[1]')) }) do
  write(home .. '/.config/stemwright/start.json', broken)
  world.equal(startFile.read(), nil, broken)
end

-- the user's folders as the system tells them come first
told.HOME = '/home/somebody'
world.equal(userFolders.home(), '/home/somebody', 'home folder')
rawset(os, 'getenv', getenv)
