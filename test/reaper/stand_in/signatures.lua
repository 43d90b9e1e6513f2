-- What Reaper's functions take, as its documentation says it, and the refusals: a wrong type, too few or too many arguments, and
-- pointers to what is deleted are errors there, and here.

local signatures = {}

--- proj: a tab, or 0 or nil for the one in front; a kind ending in "?" may be left out
signatures.ALL = {
  AddMediaItemToTrack = 'MediaTrack',
  AddTakeToMediaItem = 'MediaItem',
  ColorToNative = 'integer integer integer',
  CountSelectedMediaItems = 'proj',
  CountSelectedTracks = 'proj',
  CountTakeEnvelopes = 'MediaItem_Take',
  CountTakes = 'MediaItem',
  CountTrackMediaItems = 'MediaTrack',
  CountTracks = 'proj',
  CreateTakeAudioAccessor = 'MediaItem_Take',
  CreateTrackAudioAccessor = 'MediaTrack',
  DeleteExtState = 'string string boolean',
  DeleteTrackMediaItem = 'MediaTrack MediaItem',
  DestroyAudioAccessor = 'AudioAccessor',
  EnumProjects = 'integer',
  EnumerateSubdirectories = 'string integer',
  ExecProcess = 'string integer',
  GetActiveTake = 'MediaItem',
  GetAudioAccessorSamples = 'AudioAccessor integer integer number integer array',
  GetEnvelopeName = 'TrackEnvelope',
  GetExtState = 'string string',
  GetMediaItemInfo_Value = 'MediaItem string',
  GetMediaItemTakeInfo_Value = 'MediaItem_Take string',
  GetMediaItemTake_Source = 'MediaItem_Take',
  GetMediaItem_Track = 'MediaItem',
  GetMediaSourceFileName = 'PCM_source',
  GetMediaSourceLength = 'PCM_source',
  GetMediaSourceNumChannels = 'PCM_source',
  GetMediaSourceParent = 'PCM_source',
  GetMediaSourceSampleRate = 'PCM_source',
  GetMediaTrackInfo_Value = 'MediaTrack string',
  GetMousePosition = '',
  GetProjectPathEx = 'proj',
  GetResourcePath = '',
  GetSelectedMediaItem = 'proj integer',
  GetSelectedTrack = 'proj integer',
  GetSetEnvelopeInfo_String = 'TrackEnvelope string string boolean',
  GetSetMediaItemTakeInfo_String = 'MediaItem_Take string string boolean',
  GetSetMediaTrackInfo_String = 'MediaTrack string string boolean',
  GetSetProjectInfo = 'proj string number boolean',
  GetSet_LoopTimeRange2 = 'proj boolean boolean number number boolean',
  GetTakeEnvelope = 'MediaItem_Take integer',
  GetTakeName = 'MediaItem_Take',
  GetTrack = 'proj integer',
  GetTrackMediaItem = 'MediaTrack integer',
  GetTrackName = 'MediaTrack',
  GetUserInputs = 'string integer string string',
  HasExtState = 'string string',
  InsertTrackAtIndex = 'integer boolean',
  InsertTrackInProject = 'proj integer integer',
  Main_OnCommandEx = 'integer integer proj',
  PCM_Source_CreateFromFile = 'string',
  PreventUIRefresh = 'integer',
  RecursiveCreateDirectory = 'string integer',
  RefreshToolbar2 = 'integer integer',
  SelectProjectInstance = 'proj',
  SetActiveTake = 'MediaItem_Take',
  SetCursorContext = 'integer TrackEnvelope?',
  SetExtState = 'string string string boolean',
  SetMediaItemInfo_Value = 'MediaItem string number',
  SetMediaItemTakeInfo_Value = 'MediaItem_Take string number',
  SetMediaItemTake_Source = 'MediaItem_Take PCM_source',
  SetMediaTrackInfo_Value = 'MediaTrack string number',
  SetToggleCommandState = 'integer integer integer',
  ShowMessageBox = 'string string integer',
  SplitMediaItem = 'MediaItem number',
  TakeFX_GetCount = 'MediaItem_Take',
  TakeFX_GetEnabled = 'MediaItem_Take integer',
  TakeIsMIDI = 'MediaItem_Take',
  TrackList_AdjustWindows = 'boolean',
  Undo_BeginBlock2 = 'proj',
  Undo_DoUndo2 = 'proj',
  Undo_EndBlock2 = 'proj string integer',
  UpdateArrange = '',
  ValidatePtr2 = 'proj any string',
  atexit = 'function',
  defer = 'function',
  file_exists = 'string',
  get_action_context = '',
  new_array = 'integer',
  set_action_options = 'integer',
  time_precise = '',
}

local function fits(kind, value)
  if kind == 'any' or (value == nil and kind:find('?', 1, true)) then
    return true
  elseif kind == 'proj' then
    return value == nil or value == 0 or (type(value) == 'table' and value.kind == 'ReaProject')
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
      local mayBeLeftOut = kind == 'proj' or kind:find('?', 1, true)
      local isPointer = type(value) == 'table' and (kind == 'proj' or kind:find('^%u'))
      if (i > count and not mayBeLeftOut) or not fits(kind, value) then
        error(("bad argument #%d to '%s' (%s expected, got %s)"):format(i, name, kind, tostring(value)), 2)
      elseif isPointer and not isValid(value) then
        error(("argument #%d to '%s' is a %s that was deleted"):format(i, name, kind), 2)
      end
    end
    return implementation(...)
  end
end

return signatures
