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
refused('without Undo_BeginBlock2', api.Undo_EndBlock2, 0, 'x', -1)
refused('more often than taken', api.PreventUIRefresh, -1)
refused('knows no command', api.Main_OnCommandEx, 1, 0, 0)
host.uiLocks = 0
api.Undo_BeginBlock2(0)
refused('an undo block is open', host.checkBetweenCalls, host)
api.Undo_EndBlock2(0, 'x', -1)

-- what is deleted, and everything on it, leads nowhere; an undo brings it back
api.Undo_BeginBlock2(0)
api.DeleteTrackMediaItem(track, item)
api.Undo_EndBlock2(0, 'delete', -1)
refused('was deleted', api.GetMediaItemInfo_Value, item, 'D_LENGTH')
refused('was deleted', api.GetTakeName, take)
world.equal(api.ValidatePtr2(0, item, 'MediaItem*'), false, 'a deleted item')
api.Undo_DoUndo2(0)
world.equal(api.GetTakeName(take), 'band', 'an item that came back')

-- whole numbers are whole, and what can only be read is not set
refused('wants a whole number', api.SetMediaItemInfo_Value, item, 'I_GROUPID', 0.5)
refused('can only be read', api.SetMediaItemTakeInfo_Value, take, 'IP_SPECEDIT:CNT', 1)
refused('the stand-in knows no "D_VOLUME"', api.SetMediaTrackInfo_Value, track, 'D_VOLUME', 1)

-- a tab that was closed is no project, and pointers of another tab are not in this one
local tab = host:openTab(os.getenv('STAND_IN_MEDIA'))
world.equal(api.EnumProjects(-1), tab, 'the tab in front')
world.equal(api.ValidatePtr2(tab, track, 'MediaTrack*'), false, 'a track of another tab')
world.equal(api.ValidatePtr2(host.project, track, 'MediaTrack*'), true, 'a track of its tab')
host:closeTab(tab)
world.equal(api.ValidatePtr2(0, tab, 'ReaProject*'), false, 'a closed tab')
refused('was deleted', api.CountTracks, tab)

-- folders are listed as they were, until a script asks for a new look
local media = os.getenv('STAND_IN_MEDIA')
os.execute(("mkdir '%s/first'"):format(media))
world.equal(api.EnumerateSubdirectories(media, 0), 'first', 'a folder')
os.execute(("mkdir '%s/another'"):format(media))
world.equal(api.EnumerateSubdirectories(media, 0), 'first', 'a folder that was listed before')
api.EnumerateSubdirectories(media, -1)
world.equal(api.EnumerateSubdirectories(media, 0), 'another', 'a folder after a new look')

-- menus: headings and separators are no entries
host.gfx.ext_retina = 0
gfx.init('menu', 10, 10)
host.gfx.choices = { 'third > b' }
world.equal(gfx.showmenu('first||!second|>third|#a|<b|fourth'), 4, 'an entry of a submenu')
refused('does not end', gfx.showmenu, 'first|>second|a')
refused('beyond the window', gfx.rect, 0, 0, 20, 10)
gfx.quit()
refused('there is no window', gfx.drawstr, 'x')
refused('would ask the user', host.runAgain, host)
refused('knows no 12', api.set_action_options, 12)
