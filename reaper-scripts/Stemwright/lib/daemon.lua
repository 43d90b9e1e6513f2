-- @noindex
-- The daemon as the actions see it: found, or started where the start file says how; requests that take as long as they take; jobs.
-- How its messages travel is the links' matter.

local cliLink = require('lib.cli_link')
local daemonStarter = require('lib.daemon_starter')
local failure = require('lib.failure')
local runtimeFile = require('lib.runtime_file')
local settingsStore = require('lib.settings')
local startFile = require('lib.start_file')
local stemLook = require('lib.stem_look')
local task = require('lib.task')
local udpLink = require('lib.udp_link')

local daemon = {}
daemon.__index = daemon

local PREFIX <const> = '/stemwright/'
local DEFAULT_TARGET <const> = { host = '127.0.0.1', port = 9130 }
--- what an older daemon answers to a request that it does not know
local UNKNOWN_REQUEST <const> = 'bad-message'
local UNREACHABLE <const> = 'daemon-unreachable'
--- the reply after which no other follows, where that is not `done`
local LAST_REPLIES <const> = { ping = 'pong', status = 'status.reply', version = 'version.reply' }
--- between two looks for a daemon that starts; without LuaSocket each is a process, which takes its time from the daemon
local LOOK_SECONDS <const>, SLOW_LOOK_SECONDS <const> = 0.3, 2

local function notEmpty(text)
  return text ~= '' and text or nil
end

--- Where the daemon is: what the settings say, or its runtime file.
local function targetOf(settings, start)
  local port = math.tointeger(tonumber(settings.port))
  if port ~= nil then
    return { host = DEFAULT_TARGET.host, port = port }
  end
  return runtimeFile.read(start) or DEFAULT_TARGET
end

--- Opens a link, and says whether it is a socket and which token the daemon wants to hear on it.
local function openLink(settings, start)
  local target = targetOf(settings, start)
  local needsTokenFile = settings.token == '' and target.needsToken
  local core = udpLink.socketCore()
  if core ~= nil then
    local token = notEmpty(settings.token) or (needsTokenFile and startFile.token(start))
    return udpLink.open(core, target), true, token
  end
  -- a command that the user has typed counts more than what the start file says
  local isTyped = settings.command ~= settingsStore.DEFAULT_COMMAND
  return cliLink.open({
    command = settings.command,
    start = not isTyped and start or nil,
    port = math.tointeger(tonumber(settings.port)),
    token = notEmpty(settings.token),
    tokenFile = needsTokenFile and start ~= nil and start.tokenFile or nil,
  }), false, nil
end

--- A daemon that has answered, or nil and why none does. Raises what else is wrong.
local function answering(settings, start)
  local self = setmetatable({ count = 0 }, daemon)
  local raised = failure.of(function()
    local token
    self.link, self.isSocket, token = openLink(settings, start)
    if token then
      self:request('auth', { token })
    else
      self:request('ping', {})
    end
  end)
  if raised == nil then
    daemonStarter.hasAnswered()
    return self
  end
  if self.link ~= nil then
    self:__close()
  end
  if type(raised) ~= 'table' or raised.code ~= UNREACHABLE then
    error(raised, 0)
  end
  return nil, raised
end

--- Starts the daemon, and waits until it answers.
local function started(settings, start)
  daemonStarter.start(start)
  local began = reaper.time_precise()
  local pause = udpLink.socketCore() ~= nil and LOOK_SECONDS or SLOW_LOOK_SECONDS
  local lookAt = began + pause
  while reaper.time_precise() - began < daemonStarter.LIMIT_SECONDS do
    task.progress(nil, nil, 'Starting the daemon')
    if reaper.time_precise() >= lookAt and runtimeFile.read(start) ~= nil then
      local self = answering(settings, start)
      if self ~= nil then
        return self
      end
      lookAt = reaper.time_precise() + pause
    end
    task.wait()
  end
  failure.raise(UNREACHABLE, ('The daemon was started, but does not answer yet. What it says is in %s.'):format(start.logFile))
end

--- Opens a way to the daemon, to be closed; starts one where none runs and the start file says how. Raises `daemon-unreachable`,
--- `package-missing`, `not-allowed`.
function daemon.open(settings)
  task.progress(nil, nil, 'Looking for the daemon')
  local start = startFile.read()
  local self, raised = answering(settings, start)
  if self ~= nil then
    return self
  elseif start ~= nil and settings.port == '' then
    return started(settings, start)
  end
  error(raised, 0)
end

function daemon:newId()
  self.count = self.count + 1
  return ('reaper-%d-%d'):format(math.floor(reaper.time_precise() * 1000) % 1000000, self.count)
end

--- Sends a message that is not answered, such as a level. Over the command line that takes a process: returns false while another
--- such message is on its way, for two could overtake each other.
function daemon:tell(name, args)
  if self.isSocket then
    self.link:send(PREFIX .. name, args)
    return true
  end
  if self.telling ~= nil then
    self.telling:next()
    if not self.telling.hasEnded then
      return false
    end
    self.telling:__close()
  end
  self.telling = self.link:start(PREFIX .. name, args)
  return true
end

--- Sends a request and waits, with Reaper going on, until its last reply, whose arguments after the id are returned. Each reply
--- before it goes to `onReply(name, args)`. `id`: the request's, where it is to be known. Raises the daemon's error.
function daemon:request(name, args, onReply, id)
  local last = LAST_REPLIES[name] or 'done'
  local exchange <close> = self.link:start(PREFIX .. name, { id or self:newId(), table.unpack(args) })
  while true do
    local reply = exchange:next()
    if reply == nil then
      if exchange.hasEnded then
        failure.raise(UNREACHABLE, 'The daemon’s answer is not complete.')
      end
      task.wait()
    else
      local replyName, rest = reply.address:sub(#PREFIX + 1), { table.unpack(reply.args, 2) }
      if replyName == 'error' then
        failure.raise(rest[1], rest[2])
      elseif replyName == last then
        return rest
      elseif onReply ~= nil then
        onReply(replyName, rest)
      end
    end
  end
end

--- What cancels a job if the work that wants its result ends before it does. Until the daemon has told the job's id, the request's
--- does, from where it was asked: over the command line each message comes from somewhere else.
local function cancelUnlessEnded(self, requestId)
  local job = { hasEnded = false, id = self.isSocket and requestId or nil }
  return setmetatable(job, {
    __close = function()
      if job.id ~= nil and not job.hasEnded then
        self.link:send(PREFIX .. 'cancel', { self:newId(), job.id })
      end
    end,
  })
end

--- Runs a job: `onProgress(fraction, etaSeconds)`, either may be nil. Returns its stems as `{ { name, path } ... }`, in the model's
--- order. Whatever ends the wait for it, ends the job.
function daemon:run(name, args, onProgress)
  local stems = {}
  local id = self:newId()
  local job <close> = cancelUnlessEnded(self, id)
  self:request(name, args, function(reply, rest)
    if reply == 'ack' then
      job.id = rest[1]
    elseif reply == 'progress' then
      local function known(number) return number >= 0 and number or nil end
      onProgress(known(rest[1]), known(rest[2]))
    elseif reply == 'stem' then
      stems[#stems + 1] = { name = rest[1], path = rest[2] }
    end
  end, id)
  job.hasEnded = true
  return stems
end

--- The names of the stems, as a daemon tells them that knows no looks.
local function addNames(self, looks)
  local model = self:request('status', {})[2]
  self:request('model/list', {}, function(_, rest)
    if rest[1] == model then
      for name in rest[4]:gmatch('[^,]+') do
        looks:add(name)
      end
    end
  end)
end

--- How the stems of the model look that jobs run on (stem_look). An older daemon tells their names only.
function daemon:looks()
  local looks = stemLook.ofModel()
  local raised = failure.of(self.request, self, 'model/stems', {}, function(_, rest)
    looks:add(table.unpack(rest, 2))
  end)
  if type(raised) == 'table' and raised.code == UNKNOWN_REQUEST then
    addNames(self, looks)
  elseif raised ~= nil then
    error(raised, 0)
  end
  settingsStore.rememberStems(looks.names)
  return looks
end

--- What the daemon tells everybody, as an exchange, to be closed; nil over the command line, which hears only answers.
function daemon:subscribe(seconds)
  return self.isSocket and self.link:start(PREFIX .. 'subscribe', { self:newId(), 0, seconds }) or nil
end

function daemon:__close()
  if self.telling ~= nil then
    self.telling:__close()
  end
  self.link:close()
end

return daemon
