-- Reaper's functions about tracks, items and takes, over the stand-in's project.

local model = require('stand_in.model')

local CURRENT_MODES <const> = { TAKE = 'MediaItem_Take*', ITEM = 'MediaItem*', TRACK = 'MediaTrack*' }

local function copiedTake(take, item)
  local copy = model.newTake(item)
  copy.name, copy.source = take.name, take.source
  for key, value in pairs(take.values) do
    copy.values[key] = value
  end
  if take.item.active == take then
    item.active = copy
  end
  return copy
end

local function known(values, name)
  if values[name] == nil then
    error(('the stand-in knows no "%s"'):format(name), 0)
  end
  return values[name]
end

local function setKnown(values, name, value)
  known(values, name)
  values[name] = value
  return true
end

local function selectedOf(list, mark)
  local found = {}
  for _, each in ipairs(list) do
    if each.values[mark] == 1 then
      found[#found + 1] = each
    end
  end
  return found
end

--- The functions by name. `project`: model.create().
return function(project)
  local functions = {}

  local function allItems()
    local items = {}
    for _, track in ipairs(project.tracks) do
      table.move(track.items, 1, #track.items, #items + 1, items)
    end
    return items
  end

  function functions.CountTracks()
    return #project.tracks
  end

  function functions.GetTrack(_, index)
    return project.tracks[index + 1]
  end

  function functions.InsertTrackAtIndex(index)
    table.insert(project.tracks, math.min(index, #project.tracks) + 1, model.newTrack())
  end

  function functions.GetTrackName(track)
    return true, track.name ~= '' and track.name or ('Track %d'):format(model.indexOf(project.tracks, track))
  end

  function functions.GetSetMediaTrackInfo_String(track, name, text, isSet)
    assert(name == 'P_NAME', name)
    track.name = isSet and text or track.name
    return true, track.name
  end

  function functions.GetMediaTrackInfo_Value(track, name)
    if name == 'IP_TRACKNUMBER' then
      return model.indexOf(project.tracks, track) + 0.0
    end
    return known(track.values, name)
  end

  function functions.SetMediaTrackInfo_Value(track, name, value)
    return setKnown(track.values, name, value)
  end

  function functions.CountSelectedTracks()
    return #selectedOf(project.tracks, 'I_SELECTED')
  end

  function functions.GetSelectedTrack(_, index)
    return selectedOf(project.tracks, 'I_SELECTED')[index + 1]
  end

  function functions.CountSelectedMediaItems()
    return #selectedOf(allItems(), 'B_UISEL')
  end

  function functions.GetSelectedMediaItem(_, index)
    return selectedOf(allItems(), 'B_UISEL')[index + 1]
  end

  function functions.AddMediaItemToTrack(track)
    return model.newItem(track)
  end

  function functions.GetMediaItem_Track(item)
    return item.track
  end

  function functions.GetMediaItemInfo_Value(item, name)
    return known(item.values, name)
  end

  function functions.SetMediaItemInfo_Value(item, name, value)
    return setKnown(item.values, name, value)
  end

  function functions.DeleteTrackMediaItem(track, item)
    local index = model.indexOf(track.items, item)
    if index ~= nil then
      table.remove(track.items, index)
    end
    return index ~= nil
  end

  --- Returns the right part, or nil where there is nothing to split.
  function functions.SplitMediaItem(item, position)
    local at = position - item.values.D_POSITION
    if at <= 1e-9 or at >= item.values.D_LENGTH - 1e-9 then
      return nil
    end
    local right = model.newItem(item.track)
    for key, value in pairs(item.values) do
      right.values[key] = value
    end
    right.values.D_POSITION, right.values.D_LENGTH = position, item.values.D_LENGTH - at
    right.values.D_FADEINLEN, item.values.D_FADEOUTLEN = 0, 0
    item.values.D_LENGTH = at
    for _, take in ipairs(item.takes) do
      local copy = copiedTake(take, right)
      copy.values.D_STARTOFFS = take.values.D_STARTOFFS + at * take.values.D_PLAYRATE
    end
    return right
  end

  function functions.AddTakeToMediaItem(item)
    return model.newTake(item)
  end

  function functions.GetActiveTake(item)
    return item.active
  end

  function functions.SetActiveTake(take)
    take.item.active = take
  end

  function functions.GetTakeName(take)
    return take.name
  end

  function functions.TakeIsMIDI(take)
    return take.source ~= nil and take.source.isMidi == true
  end

  function functions.GetSetMediaItemTakeInfo_String(take, name, text, isSet)
    assert(name == 'P_NAME', name)
    take.name = isSet and text or take.name
    return true, take.name
  end

  function functions.GetMediaItemTakeInfo_Value(take, name)
    return known(take.values, name)
  end

  function functions.SetMediaItemTakeInfo_Value(take, name, value)
    return setKnown(take.values, name, value)
  end

  function functions.GetMediaItemTake_Source(take)
    return take.source
  end

  function functions.SetMediaItemTake_Source(take, source)
    take.source = source
    return true
  end

  function functions.ValidatePtr2(_, pointer, kind)
    for _, accepted in pairs(CURRENT_MODES) do
      if kind == accepted then
        return type(pointer) == 'table' and pointer.kind .. '*' == kind and model.holds(project, pointer)
      end
    end
    error('ValidatePtr2 knows no ' .. kind, 0)
  end

  function functions.GetSet_LoopTimeRange(isSet, _, first, last)
    if isSet then
      project.timeSelection = { first, last }
    end
    return table.unpack(project.timeSelection)
  end

  function functions.GetSetProjectInfo(_, name, value, isSet)
    assert(not isSet, 'the scripts have no business there')
    local rate = { PROJECT_SRATE_USE = project.rateHz and 1 or 0, PROJECT_SRATE = project.rateHz or 44100 }
    return known(rate, name) + 0 * value
  end

  return functions
end
