-- The stand-in refuses what Reaper refuses; a stand-in that takes everything would prove nothing.

local world = require('world')

local host = world.open()
local api = host.api
local track = world.addTrack(host, 'Band')
local item = world.addItem(host, track, world.recording('band', { seconds = 0.1 }))
local take = item.active

local function refused(words, call, ...)
  local isFine, raised = pcall(call, ...)
  if isFine or not tostring(raised):find(words, 1, true) then
    error(('expected a refusal with "%s", got %s'):format(words, tostring(raised)), 2)
  end
end

refused('MediaItem expected', api.GetActiveTake, track)
refused('MediaItem expected', api.GetActiveTake, nil)
refused('MediaItem expected', api.GetActiveTake)
refused('integer expected', api.GetTrack, 0, 0.5)
refused('string expected', api.SetExtState, 'a', 'b', 1, true)
refused('proj expected', api.CountTracks, 1)
refused('takes 1 arguments', api.CountTracks, 0, 0)
refused('knows no "D_LENGHT"', api.GetMediaItemInfo_Value, item, 'D_LENGHT')
refused('all channels', api.GetAudioAccessorSamples, api.CreateTakeAudioAccessor(take), 8000, 1, 0, 10, api.new_array(20))
refused('too small', api.GetAudioAccessorSamples, api.CreateTakeAudioAccessor(take), 8000, 2, 0, 11, api.new_array(20))
refused('hold up Reaper', api.ExecProcess, 'true', 0)
refused('without Undo_BeginBlock', api.Undo_EndBlock, 'x', -1)
refused('more often than taken', api.PreventUIRefresh, -1)
refused('knows no command', api.Main_OnCommand, 1, 0)
host.uiLocks = 0
api.Undo_BeginBlock()
refused('an undo block is open', host.checkBetweenCalls, host)
api.Undo_EndBlock('x', -1)

-- what is deleted, and everything on it, leads nowhere; an undo brings it back
api.Undo_BeginBlock()
api.DeleteTrackMediaItem(track, item)
api.Undo_EndBlock('delete', -1)
refused('was deleted', api.GetMediaItemInfo_Value, item, 'D_LENGTH')
refused('was deleted', api.GetTakeName, take)
world.equal(api.ValidatePtr2(0, item, 'MediaItem*'), false, 'a deleted item')
api.Undo_DoUndo2(0)
world.equal(api.GetTakeName(take), 'band', 'an item that came back')
