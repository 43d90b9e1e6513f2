-- The user goes to another tab while the daemon is at work: the stems go where they were asked for, with that project's media. Or closes
-- the tab: then a message says where they are. The same with a Reaper that inserts tracks into the tab in front only.

local world = require('world')

local media = os.getenv('STAND_IN_MEDIA')

local function separate(options, act)
  local host = world.open({}, options)
  local item = world.addItem(host, world.addTrack(host, 'Band'), world.recording('band', { seconds = 0.5 }))
  local hasActed = false
  world.run(host, 'Separate selected items', function()
    if not hasActed and #host.gfx.written > 0 then
      hasActed = true
      act(host)
    end
  end)
  assert(hasActed, 'the window was never seen')
  return host, item
end

for _, lacks in ipairs({ {}, { 'InsertTrackInProject' } }) do
  local other
  local host, item = separate({ lacks = lacks }, function(host)
    other = host:openTab(media .. '/elsewhere')
    other.timeSelection = { 7, 8 }
  end)
  world.noMessage(host)
  world.equal(world.tracksWith(host.project, 'I_FOLDERDEPTH'), 'Band 0, Band stems 1, Bass 0, Drums 0, Guitar 0, Piano -1', 'tracks')
  world.equal(#other.tracks, 0, 'tracks of the other tab')
  world.equal(#other.history, 0, 'undo points of the other tab')
  world.equal(host.tabs.inFront, other, 'the tab in front')
  world.equal(item.values.B_MUTE, 1, 'the original is muted')
  world.equal(#host.project.history, 1, 'undo points')
  local path = host.project.tracks[3].items[1].active.source.path
  world.equal(path:sub(1, #media + 12), media .. '/Stemwright/', 'where the stems are')
  os.execute(("rm -r '%s/Stemwright'"):format(media))
end

local host = separate({}, function(host)
  host:openTab(media .. '/elsewhere')
  host:closeTab(host.project)
end)
world.onlyMessage(host, 'The project was closed meanwhile.', 1)
