-- @noindex
-- The daemon as the actions see it: requests that take as long as they take, and jobs. How its messages travel is the links' matter.

local cliLink = require('lib.cli_link')
local failure = require('lib.failure')
local runtimeFile = require('lib.runtime_file')
local stemLook = require('lib.stem_look')
local task = require('lib.task')
local udpLink = require('lib.udp_link')

local daemon = {}
daemon.__index = daemon

local PREFIX <const> = '/stemwright/'
local DEFAULT_TARGET <const> = { host = '127.0.0.1', port = 9130 }
--- what an older daemon answers to a request that it does not know
local UNKNOWN_REQUEST <const> = 'bad-message'
--- the reply after which no other follows, where that is not `done`
local LAST_REPLIES <const> = { ping = 'pong', status = 'status.reply', version = 'version.reply' }

local function notEmpty(text)
  return text ~= '' and text or nil
end

local function openLink(settings)
  local port = math.tointeger(tonumber(settings.port))
  local core = udpLink.socketCore()
  if core == nil then
    return cliLink.open({ command = settings.command, port = port, token = notEmpty(settings.token) }), false
  end
  local target = runtimeFile.read() or DEFAULT_TARGET
  if port ~= nil then
    target = { host = DEFAULT_TARGET.host, port = port }
  end
  return udpLink.open(core, target), true
end

--- Opens a way to the daemon, to be closed. Raises `daemon-unreachable`, `package-missing`, `not-allowed`.
function daemon.open(settings)
  local link, isSocket = openLink(settings)
  local self = setmetatable({ link = link, isSocket = isSocket, count = 0 }, daemon)
  if isSocket and settings.token ~= '' then
    self:request('auth', { settings.token })
  end
  return self
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
--- before it goes to `onReply(name, args)`. Raises the daemon's error.
function daemon:request(name, args, onReply)
  local last = LAST_REPLIES[name] or 'done'
  local exchange <close> = self.link:start(PREFIX .. name, { self:newId(), table.unpack(args) })
  while true do
    local reply = exchange:next()
    if reply == nil then
      if exchange.hasEnded then
        failure.raise('daemon-unreachable', 'The daemon’s answer is not complete.')
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

--- What cancels a job if the work that wants its result ends before it does.
local function cancelUnlessEnded(self)
  local job = { hasEnded = false }
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
  local job <close> = cancelUnlessEnded(self)
  self:request(name, args, function(reply, rest)
    if reply == 'ack' then
      job.id = rest[1]
    elseif reply == 'progress' then
      local function known(number) return number >= 0 and number or nil end
      onProgress(known(rest[1]), known(rest[2]))
    elseif reply == 'stem' then
      stems[#stems + 1] = { name = rest[1], path = rest[2] }
    end
  end)
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
