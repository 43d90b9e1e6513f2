-- While the daemon is at work something ends it. STAND_IN_DEED: what; STAND_IN_PID: the daemon.

local world = require('world')

local deed = os.getenv('STAND_IN_DEED')
local host = world.open({ preset = 'best' })
local track = world.addTrack(host, 'Band')
local item = world.addItem(host, track, world.recording('band', { seconds = 6, channels = 1 }))

local deeds = {}

function deeds.kill()
  os.execute('kill -KILL ' .. os.getenv('STAND_IN_PID'))
end

function deeds.escape()
  host.gfx.keys = { 27 }
end

function deeds.window()
  host.gfx.isOpen = false
end

function deeds.action()
  -- another script, with a state of its own
  host.extState['stemwright/job.cancel'] = '1'
end

function deeds.terminate()
  return true
end

function deeds.delete()
  host.api.DeleteTrackMediaItem(track, item)
end

deeds.reading = deeds.escape

local sign = deed == 'reading' and '^Reading band' or 'left$'
local isDone = false
world.run(host, 'Separate selected items', function()
  local isAtWork = (host.gfx.written[#host.gfx.written - 1] or ''):match(sign) ~= nil
  if isAtWork and not isDone then
    isDone = true
    return deeds[deed]()
  end
end)

assert(isDone, 'the job was never seen at work')
if deed == 'kill' then
  world.onlyMessage(host, 'stemwright serve', 1)
elseif deed == 'delete' then
  world.onlyMessage(host, 'Deleted meanwhile: "band". The stems are in', 1)
else
  world.noMessage(host)
  world.equal(#host.project.tracks, 1, 'tracks')
  world.equal(#host.project.history, 0, 'undo points')
end
-- a deleted item's stems are made and kept: work of minutes
local files = deed == 'delete' and 'band bass.wav, band drums.wav, band guitar.wav, band piano.wav, band.json' or ''
world.equal(world.leftFiles(), files, 'files')
