-- @noindex

-- Reaper's mixer as the faders, mutes and solos of the daemon's live stems: a folder with a track for each stem, whose controls are
-- the daemon's, both ways: what a MIDI controller does at the daemon moves the tracks. Its toolbar button is lit; run again, it ends.

local folder = select(2, reaper.get_action_context()):match('^(.*[/\\])')
package.path = folder .. '?.lua;' .. package.path

local daemon = require('lib.daemon')
local failure = require('lib.failure')
local liveTracks = require('lib.live_tracks')
local settings = require('lib.settings')
local task = require('lib.task')
local toggleState = require('lib.toggle_state')

--- as often as a fader's movement is told
local TELL_PERIOD_SECONDS <const> = 0.03
local SUBSCRIPTION_SECONDS <const> = 60

local chosen = settings.read()

--- Takes over what the daemon tells of levels.
local function hear(exchange, tracks)
  while true do
    local reply = exchange:next()
    if reply == nil then
      return
    end
    local address, _, stem, gainDb, muted, soloed = reply.address, table.unpack(reply.args)
    if address == '/stemwright/live/level' and tracks[stem] ~= nil then
      tracks[stem]:follow(gainDb, muted, soloed)
    elseif address == '/stemwright/error' then
      failure.raise(reply.args[2], reply.args[3])
    end
  end
end

--- Tells the daemon what has changed on the tracks.
local function tell(stemwright, tracks)
  for stem, track in pairs(tracks) do
    track:tellChanges(function(name, value)
      return stemwright:tell('live/' .. name, { stem, value })
    end)
  end
end

local function run()
  local stemwright <close> = daemon.open(chosen)
  local tracks = liveTracks.open(stemwright:looks(), stemwright.isSocket)
  task.hideProgress()
  while true do
    local exchange <close> = stemwright:subscribe(SUBSCRIPTION_SECONDS)
    local renewAt, tellAt = reaper.time_precise() + SUBSCRIPTION_SECONDS / 2, 0
    while reaper.time_precise() < renewAt do
      if exchange ~= nil then
        hear(exchange, tracks)
      end
      if reaper.time_precise() >= tellAt then
        tell(stemwright, tracks)
        tellAt = reaper.time_precise() + TELL_PERIOD_SECONDS
      end
      task.wait()
    end
  end
end

if task.isRunning('live') then
  task.requestCancel('live')
else
  toggleState.on()
  task.run('live', run)
end
