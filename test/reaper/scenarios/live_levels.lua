-- Faders, mutes and solos of Reaper reach the daemon, and what somebody else does at the daemon moves them, where it can be heard. The
-- test is that somebody, and puts a file "heard" into the media folder when Reaper's levels have come.

local world = require('world')

local host = world.open()
world.addTrack(host, 'Band')
local title <const> = 'Live levels'
local moved, ended

local function trackOf(name)
  for _, track in ipairs(host.project.tracks) do
    if track.name == name then
      return track
    end
  end
end

world.run(host, title, function(seconds)
  if trackOf('Bass') == nil then
    return
  end
  if not moved and seconds > 0.5 then
    moved = true
    trackOf('Bass').values.D_VOL = 0.5
    trackOf('Drums').values.B_MUTE = 1
    trackOf('Guitar').values.I_SOLO = 2
  end
  if not ended and host.api.file_exists(os.getenv('STAND_IN_MEDIA') .. '/heard') then
    local piano = trackOf('Piano').values
    ended = os.getenv('STAND_IN_LINK') == 'cli' or (math.abs(piano.D_VOL - 10 ^ (-12 / 20)) < 1e-6 and piano.B_MUTE == 1)
  end
  if ended then
    assert(host.isLit, 'the toolbar button is dark')
    assert(not host.gfx.isOpen, 'a window is left while levels are live')
    return host:runAgain()
  end
end)

world.noMessage(host)
assert(ended, 'the daemon’s levels have not come')
world.equal(#host.project.history, 1, 'undo points')
world.equal(#host.project.tracks, 6, 'tracks')

-- the tracks are there: no others are made; another script ends it, in a Reaper that knows no options of actions
host.api.set_action_options = nil
world.run(host, title, function(seconds)
  if seconds > 0.2 then
    host.extState['stemwright/live.cancel'] = '1'
  end
end)
world.noMessage(host)
world.equal(#host.project.tracks, 6, 'tracks')
