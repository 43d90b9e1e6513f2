-- What Reaper's functions take, as its documentation says it, and the refusals: a wrong type, too few or too many arguments, and
-- pointers to what is deleted are errors there, and here.

local signatures = {}

--- proj: 0 or nil; a name ending in "?" may be nil
signatures.ALL = {
  AddMediaItemToTrack = 'MediaTrack',
  AddTakeToMediaItem = 'MediaItem',
  ColorToNative = 'integer integer integer',
  CountSelectedMediaItems = 'proj',
  CountSelectedTracks = 'proj',
  CountTracks = 'proj',
  CreateTakeAudioAccessor = 'MediaItem_Take',
  CreateTrackAudioAccessor = 'MediaTrack',
  DeleteExtState = 'string string boolean',
  DeleteTrackMediaItem = 'MediaTrack MediaItem',
  DestroyAudioAccessor = 'AudioAccessor',
  EnumerateSubdirectories = 'string integer',
  ExecProcess = 'string integer',
  GetActiveTake = 'MediaItem',
  GetAudioAccessorSamples = 'AudioAccessor integer integer number integer array',
  GetExtState = 'string string',
  GetMediaItemInfo_Value = 'MediaItem string',
  GetMediaItemTakeInfo_Value = 'MediaItem_Take string',
  GetMediaItemTake_Source = 'MediaItem_Take',
  GetMediaItem_Track = 'MediaItem',
  GetMediaSourceFileName = 'PCM_source',
  GetMediaSourceNumChannels = 'PCM_source',
  GetMediaSourceParent = 'PCM_source',
  GetMediaSourceSampleRate = 'PCM_source',
  GetMediaTrackInfo_Value = 'MediaTrack string',
  GetProjectPath = '',
  GetResourcePath = '',
  GetSelectedMediaItem = 'proj integer',
  GetSelectedTrack = 'proj integer',
  GetSetMediaItemTakeInfo_String = 'MediaItem_Take string string boolean',
  GetSetMediaTrackInfo_String = 'MediaTrack string string boolean',
  GetSetProjectInfo = 'proj string number boolean',
  GetSet_LoopTimeRange = 'boolean boolean number number boolean',
  GetTakeName = 'MediaItem_Take',
  GetTrack = 'proj integer',
  GetTrackName = 'MediaTrack',
  GetUserInputs = 'string integer string string',
  HasExtState = 'string string',
  InsertTrackAtIndex = 'integer boolean',
  Main_OnCommand = 'integer integer',
  PCM_Source_CreateFromFile = 'string',
  PreventUIRefresh = 'integer',
  RecursiveCreateDirectory = 'string integer',
  SetActiveTake = 'MediaItem_Take',
  SetExtState = 'string string string boolean',
  SetMediaItemInfo_Value = 'MediaItem string number',
  SetMediaItemTakeInfo_Value = 'MediaItem_Take string number',
  SetMediaItemTake_Source = 'MediaItem_Take PCM_source',
  SetMediaTrackInfo_Value = 'MediaTrack string number',
  ShowMessageBox = 'string string integer',
  SplitMediaItem = 'MediaItem number',
  TakeIsMIDI = 'MediaItem_Take',
  TrackList_AdjustWindows = 'boolean',
  Undo_BeginBlock = '',
  Undo_DoUndo2 = 'proj',
  Undo_EndBlock = 'string integer',
  UpdateArrange = '',
  ValidatePtr2 = 'proj any string',
  atexit = 'function',
  defer = 'function',
  file_exists = 'string',
  get_action_context = '',
  new_array = 'integer',
  time_precise = '',
}

local function fits(kind, value)
  if kind == 'any' then
    return true
  elseif kind == 'proj' then
    return value == nil or value == 0
  elseif kind == 'integer' then
    return math.tointeger(value) ~= nil
  elseif kind == 'array' then
    return type(value) == 'table' and value.isArray == true
  elseif kind:match('^%l') then
    return type(value) == kind
  end
  return type(value) == 'table' and value.kind == kind
end

--- A function that refuses what does not fit its signature. `isValid(pointer)`: whether it leads to something.
function signatures.checked(name, implementation, isValid)
  local kinds = {}
  for kind in assert(signatures.ALL[name], name .. ' has no signature'):gmatch('%S+') do
    kinds[#kinds + 1] = kind
  end
  return function(...)
    local count = select('#', ...)
    if count > #kinds then
      error(("%s takes %d arguments, got %d"):format(name, #kinds, count), 2)
    end
    for i, kind in ipairs(kinds) do
      local value = select(i, ...)
      if (i > count and kind ~= 'proj') or not fits(kind, value) then
        error(("bad argument #%d to '%s' (%s expected, got %s)"):format(i, name, kind, tostring(value)), 2)
      elseif kind:match('^%u') and not isValid(value) then
        error(("argument #%d to '%s' is a %s that was deleted"):format(i, name, kind), 2)
      end
    end
    return implementation(...)
  end
end

return signatures
