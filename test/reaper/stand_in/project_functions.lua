-- Reaper's functions about tabs, tracks and items, over the stand-in's projects.
--
-- From Reaper's API documentation:
--   EnumProjects: "idx=-1 for current project".
--   InsertTrackAtIndex: "wantDefaults=TRUE for default envelopes/FX, otherwise no enabled fx/env"; it inserts into the tab in front,
--   and InsertTrackInProject, of later versions, into the given one.
--   ValidatePtr2: whether a pointer leads to something in that project; "ReaProject*" are tabs.
--   P_RAZOREDITS_EXT: comma-separated areas: start, end, and optionally an envelope's GUID, top and bottom.
--   GetTrackName: "Track N" if a track has no name.

local model = require('stand_in.model')

local KINDS <const> = { ['MediaItem_Take*'] = true, ['MediaItem*'] = true, ['MediaTrack*'] = true, ['ReaProject*'] = true }

local function known(values, name)
  if values[name] == nil then
    error(('the stand-in knows no "%s"'):format(name), 0)
  end
  return values[name]
end

--- Names beginning with I, B and C are of whole numbers, with IP of what can only be read.
local function setKnown(values, name, value)
  known(values, name)
  assert(not name:find('^IP'), name .. ' can only be read')
  assert(not name:find('^[IBC]_') or math.tointeger(value) ~= nil, ('%s wants a whole number, got %s'):format(name, value))
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

local function allItems(project)
  local items = {}
  for _, track in ipairs(project.tracks) do
    table.move(track.items, 1, #track.items, #items + 1, items)
  end
  return items
end

local projectFunctions = { known = known, setKnown = setKnown }

local function addTabs(functions, tabs, of)
  function functions.EnumProjects(index)
    assert(index == -1, 'the scripts want the tab in front only')
    return tabs.inFront, ''
  end

  function functions.SelectProjectInstance(project)
    tabs.inFront = of(project)
  end

  function functions.GetProjectPathEx(project)
    return of(project).mediaFolder
  end

  function functions.GetSet_LoopTimeRange2(project, isSet)
    assert(not isSet, 'the scripts have no business there')
    return table.unpack(of(project).timeSelection)
  end

  function functions.GetSetProjectInfo(project, name, _, isSet)
    assert(not isSet, 'the scripts have no business there')
    local rateHz = of(project).rateHz
    return known({ PROJECT_SRATE_USE = rateHz and 1 or 0, PROJECT_SRATE = rateHz or 44100 }, name)
  end

  function functions.ValidatePtr2(project, pointer, kind)
    assert(KINDS[kind], 'ValidatePtr2 knows no ' .. kind)
    if type(pointer) ~= 'table' or pointer.kind .. '*' ~= kind then
      return false
    elseif pointer.kind == 'ReaProject' then
      return model.indexOf(tabs.list, pointer) ~= nil
    end
    return model.holds(of(project), pointer)
  end
end

local function addTracks(functions, tabs, of)
  local function insert(project, index, hasDefaults)
    local track = model.newTrack()
    for key, value in pairs(tabs.trackDefaults) do
      track.values[key] = value
    end
    track.fx = hasDefaults and { 'the user’s own' } or {}
    table.insert(project.tracks, math.min(index, #project.tracks) + 1, track)
  end

  function functions.InsertTrackAtIndex(index, wantsDefaults)
    insert(tabs.inFront, index, wantsDefaults)
  end

  function functions.InsertTrackInProject(project, index, flags)
    insert(of(project), index, flags & 1 == 1)
  end

  function functions.CountTracks(project)
    return #of(project).tracks
  end

  function functions.GetTrack(project, index)
    return of(project).tracks[index + 1]
  end

  local function numberOf(track)
    return model.indexOf(model.projectOf(tabs.list, track).tracks, track)
  end

  function functions.GetTrackName(track)
    return true, track.name ~= '' and track.name or ('Track %d'):format(numberOf(track))
  end

  function functions.GetSetMediaTrackInfo_String(track, name, text, isSet)
    if name == 'P_RAZOREDITS_EXT' then
      assert(not isSet, 'the scripts have no business there')
      return true, track.razorEdits
    end
    assert(name == 'P_NAME', name)
    track.name = isSet and text or track.name
    return true, track.name
  end

  function functions.GetMediaTrackInfo_Value(track, name)
    if name == 'IP_TRACKNUMBER' then
      return numberOf(track) + 0.0
    end
    return known(track.values, name)
  end

  function functions.SetMediaTrackInfo_Value(track, name, value)
    return setKnown(track.values, name, value)
  end

  function functions.CountSelectedTracks(project)
    return #selectedOf(of(project).tracks, 'I_SELECTED')
  end

  function functions.GetSelectedTrack(project, index)
    return selectedOf(of(project).tracks, 'I_SELECTED')[index + 1]
  end
end

local function addItems(functions, of)
  function functions.CountSelectedMediaItems(project)
    return #selectedOf(allItems(of(project)), 'B_UISEL')
  end

  function functions.GetSelectedMediaItem(project, index)
    return selectedOf(allItems(of(project)), 'B_UISEL')[index + 1]
  end

  function functions.CountTrackMediaItems(track)
    return #track.items
  end

  function functions.GetTrackMediaItem(track, index)
    return track.items[index + 1]
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
      model.splitTake(take, right, at)
    end
    return right
  end
end

--- Adds the functions by name. `tabs`: `list` of model.create(), `inFront`, and `trackDefaults`, values of the user's new tracks.
function projectFunctions.add(functions, tabs)
  local function of(project)
    return type(project) == 'table' and project or tabs.inFront
  end
  addTabs(functions, tabs, of)
  addTracks(functions, tabs, of)
  addItems(functions, of)
end

return projectFunctions
