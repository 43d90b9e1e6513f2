-- A drum bus: the folder plays nothing of its own, its tracks are heard, each once, and what is generated lies below it. A track in it
-- that is called after another stem is that stem's.

local world = require('world')

local function project()
  local host = world.open()
  local path = world.recording('take', { seconds = 1 })
  local names = {}
  for i, row in ipairs({
    { 'Drums', 1 }, { 'Kick (bass drum)', 0 }, { 'OH', 0 }, { 'Room', 1 }, { 'Far', 0 }, { 'Sub bass', -2 }, { 'Guitars_2', 0 }, { 'Voice', 0 },
  }) do
    local track = world.addTrack(host, row[1])
    track.values.I_FOLDERDEPTH = row[2]
    track.values.I_NCHAN = row[1] == 'OH' and 4 or 2
    names[track] = row[1]
    -- buses and one track without anything at that time
    if row[2] ~= 1 and row[1] ~= 'Far' then
      world.addItem(host, track, path, { D_POSITION = i / 100 })
    end
  end
  host.project.timeSelection = { 0.2, 0.5 }
  local heard = {}
  local create = host.api.CreateTrackAudioAccessor
  host.api.CreateTrackAudioAccessor = function(track)
    heard[#heard + 1] = names[track]
    return create(track)
  end
  return host, heard
end

local host, heard = project()
host.answers = { 'piano' }
world.run(host, 'Accompany time selection')
world.noMessage(host)
world.equal(host.asked.values, 'piano', 'stems that are offered')
world.equal(table.concat(heard, ', '), 'Sub bass, Kick (bass drum), OH, Guitars_2', 'tracks that are heard')
local wanted = 'Drums 1, Kick (bass drum) 0, OH 0, Room 1, Far 0, Sub bass -2, Guitars_2 0, Accompaniment 1, Piano -1, Voice 0'
world.equal(world.tracksWith(host.project, 'I_FOLDERDEPTH'), wanted, 'tracks')

-- only the bus is selected: what is in it is meant, and the accompaniment lies below all of it
host, heard = project()
host.project.tracks[1].values.I_SELECTED = 1
host.answers = { 'piano' }
world.run(host, 'Accompany time selection')
world.noMessage(host)
world.equal(host.asked.values, 'guitar,piano', 'stems that are offered')
world.equal(table.concat(heard, ', '), 'Sub bass, Kick (bass drum), OH', 'tracks that are heard')
wanted = 'Drums 1, Kick (bass drum) 0, OH 0, Room 1, Far 0, Sub bass -2, Accompaniment 1, Piano -1, Guitars_2 0, Voice 0'
world.equal(world.tracksWith(host.project, 'I_FOLDERDEPTH'), wanted, 'tracks')
