-- What cannot be separated is said before anything starts, and nothing changes.

local world = require('world')

local function message(wanted, prepare)
  local host = world.open()
  local track = world.addTrack(host, 'Band')
  local item = world.addItem(host, track, world.recording('band', { seconds = 0.3 }))
  prepare(item, host, track)
  world.run(host, 'Separate selected items')
  world.onlyMessage(host, wanted, 1)
end

message('Nothing is selected', function(item)
  item.values.B_UISEL = 0
end)
message('A selected item is empty', function(item)
  item.takes, item.active = {}, nil
end)
message('"band" is MIDI', function(item)
  item.active.source.isMidi = true
end)
message('None of the selected items has a part in the time selection', function(_, host)
  host.project.timeSelection = { 5, 6 }
end)
message('The audio of "band" is offline', function(item)
  item.active.source.isOffline = true
end)
message('gone.wav', function(item)
  item.active.source.path = os.getenv('STAND_IN_MEDIA') .. '/gone.wav'
end)
-- another script is at it
message('at work already', function(_, host)
  host.extState['stemwright/job.heartbeat'] = tostring(host.now())
end)
-- the second of two: the first is not begun either
message('The audio of "lost" is offline', function(_, host, track)
  local second = world.addItem(host, track, world.recording('lost', { seconds = 0.3 }), { D_POSITION = 1 })
  second.active.source.path = os.getenv('STAND_IN_MEDIA') .. '/nowhere.wav'
end)
-- goes offline where only reading can tell
message('"band" has no audio here', function(item, host)
  local source = item.active.source
  local samples = host.api.GetMediaSourceSampleRate
  host.api.GetMediaSourceSampleRate = function(given)
    source.isOffline = given ~= source
    return samples(given)
  end
  host.api.CreateTakeAudioAccessor = (function(create)
    return function(take)
      source.isOffline = true
      return create(take)
    end
  end)(host.api.CreateTakeAudioAccessor)
end)
world.equal(world.leftFiles(), '', 'files')
