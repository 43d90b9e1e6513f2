-- @noindex
-- The way to the daemon over UDP, with LuaSocket's core: the distribution's, or that of the ReaPack package "Mavriq Lua Sockets".
-- It never waits: an exchange is asked for its next reply in each call of the defer loop.
--
-- A job that waits for its turn has nothing to say, perhaps for an hour: after a silence the daemon is asked whether it is there.

local failure = require('lib.failure')
local osc = require('lib.osc')

local udpLink = {}
udpLink.__index = udpLink

local exchange = {}
exchange.__index = exchange

local MAVRIQ <const> = '/Scripts/Mavriq ReaScript Repository/Various/Mavriq-Lua-Sockets/?.'
local FIRST_LIMIT_SECONDS <const> = 5
local SILENCE_SECONDS <const> = 2.5
--- that stay without an answer: datagrams may be lost, and a machine may be short of breath
local MAX_PINGS <const> = 3
local PING <const>, PONG <const>, ERROR <const> = '/stemwright/ping', '/stemwright/pong', '/stemwright/error'

--- LuaSocket's core, or nil where it is not installed.
function udpLink.socketCore()
  local folder = reaper.GetResourcePath() .. MAVRIQ
  if not package.cpath:find(folder, 1, true) then
    package.cpath = ('%s;%sso;%sdll'):format(package.cpath, folder, folder)
  end
  local isThere, core = pcall(require, 'socket.core')
  return isThere and core or nil
end

--- Opens a link to `{ host, port }`.
function udpLink.open(core, target)
  local socket = core.udp()
  socket:settimeout(0)
  local self = setmetatable({ socket = socket, target = target, exchanges = {} }, udpLink)
  if not socket:setpeername(target.host, target.port) then
    self:unreachable()
  end
  return self
end

function udpLink:unreachable()
  failure.raise(
    'daemon-unreachable',
    ('No daemon answers at %s:%d. Start it with "stemwright serve", or run "stemwright setup" once: then this starts it.'):format(
      self.target.host,
      self.target.port
    )
  )
end

--- Sends a message; whether it arrives is not known.
function udpLink:send(address, args)
  self.socket:send(osc.encode(address, args))
end

--- Sends a request, whose first argument is its id. Returns an exchange, to be closed.
function udpLink:start(address, args)
  local started = setmetatable({ link = self, id = args[1], isPing = address == PING, inbox = {}, pings = 0 }, exchange)
  self.exchanges[started] = true
  started.hearsUntil = reaper.time_precise() + FIRST_LIMIT_SECONDS
  self:send(address, args)
  return started
end

--- Hands what has arrived to the exchanges it is for. An error without an id may be about any of them.
function udpLink:receiveAll()
  while true do
    local packet, reason = self.socket:receive()
    if packet == nil then
      return reason
    end
    local message = osc.decode(packet)
    for waiting in pairs(message and self.exchanges or {}) do
      local id = message.args[1]
      if id == waiting.id or (message.address == ERROR and id == '') then
        waiting.inbox[#waiting.inbox + 1] = message
      end
    end
  end
end

function udpLink:close()
  self.socket:close()
end

--- The next reply, or nil where there is none yet. Raises `daemon-unreachable` when nobody answers any more.
function exchange:next()
  local reason = self.link:receiveAll()
  local message = table.remove(self.inbox, 1)
  local now = reaper.time_precise()
  if message ~= nil then
    self.pings, self.hearsUntil, self.isHeard = 0, now + SILENCE_SECONDS, true
    -- the answer to our own question, not to the user's
    return (message.address ~= PONG or self.isPing) and message or nil
  elseif reason == 'refused' or reason == 'connection refused' then
    self.link:unreachable()
  elseif now > self.hearsUntil then
    if not self.isHeard or self.pings == MAX_PINGS then
      self.link:unreachable()
    end
    self.pings, self.hearsUntil = self.pings + 1, now + SILENCE_SECONDS
    self.link:send(PING, { self.id })
  end
  return nil
end

--- Replies to it are not read any more.
function exchange:__close()
  self.link.exchanges[self] = nil
end

return udpLink
