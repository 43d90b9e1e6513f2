-- The stand-in's projects, one a tab: tracks with items with takes with sources, and an undo history. Objects are their own pointers:
-- one is valid while it is in a project, and valid again when an undo brings it back.

local model = {}

local TRACK_VALUES <const> = {
  D_VOL = 1, D_PAN = 0, D_WIDTH = 1, D_DUALPANL = -1, D_DUALPANR = 1, I_PANMODE = 5, D_PANLAW = -1, I_PANLAW_FLAGS = 0, B_PHASE = 0,
  B_MUTE = 0, I_SOLO = 0, B_MAINSEND = 1, I_FOLDERDEPTH = 0, I_CUSTOMCOLOR = 0, I_NCHAN = 2, I_SELECTED = 0, C_BEATATTACHMODE = -1,
  I_FREEMODE = 0,
}
local ITEM_VALUES <const> = {
  D_POSITION = 0, D_LENGTH = 0, D_VOL = 1, B_MUTE = 0, B_LOOPSRC = 1, B_ALLTAKESPLAY = 0, B_UISEL = 0,
  D_FADEINLEN = 0, D_FADEOUTLEN = 0, D_FADEINDIR = 0, D_FADEOUTDIR = 0, C_FADEINSHAPE = 0, C_FADEOUTSHAPE = 0,
  D_FADEINLEN_AUTO = -1, D_FADEOUTLEN_AUTO = -1, I_GROUPID = 0, C_BEATATTACHMODE = -1, C_AUTOSTRETCH = 0,
  F_FREEMODE_Y = 0, F_FREEMODE_H = 1, I_FIXEDLANE = 0,
}
local TAKE_VALUES <const> = {
  D_STARTOFFS = 0, D_VOL = 1, D_PAN = 0, D_PANLAW = -1, D_PLAYRATE = 1, I_CHANMODE = 0, I_CUSTOMCOLOR = 0, ['IP_SPECEDIT:CNT'] = 0,
}
--- C_BEATATTACHMODE
local DEFAULT <const>, BEATS <const>, BEATS_POSITION_ONLY <const> = -1, 1, 2

local function copied(values)
  local copy = {}
  for key, value in pairs(values) do
    copy[key] = value
  end
  return copy
end

function model.create(mediaFolder)
  return { kind = 'ReaProject', tracks = {}, history = {}, timeSelection = { 0, 0 }, mediaFolder = mediaFolder }
end

function model.newTrack()
  return { kind = 'MediaTrack', name = '', razorEdits = '', fx = {}, items = {}, values = copied(TRACK_VALUES) }
end

function model.newItem(track)
  local item = { kind = 'MediaItem', track = track, takes = {}, values = copied(ITEM_VALUES) }
  track.items[#track.items + 1] = item
  return item
end

--- `envelopes`: each with kind, name, isActive and `at(seconds)`; `fx`: each with isEnabled; `stretch`: markers with at and source, both
--- in seconds at a rate of 1.
function model.newTake(item)
  local take = { kind = 'MediaItem_Take', item = item, name = '', envelopes = {}, fx = {}, stretch = {}, values = copied(TAKE_VALUES) }
  item.takes[#item.takes + 1] = take
  item.active = item.active or take
  return take
end

--- The right part of a take that is split `at` seconds after its item's start.
function model.splitTake(take, item, at)
  local copy = model.newTake(item)
  copy.name, copy.source, copy.fx = take.name, take.source, take.fx
  copy.values = copied(take.values)
  local rate = take.values.D_PLAYRATE
  if #take.stretch == 0 then
    copy.values.D_STARTOFFS = take.values.D_STARTOFFS + at * rate
  end
  for i, marker in ipairs(take.stretch) do
    copy.stretch[i] = { at = marker.at - at * rate, source = marker.source }
  end
  for i, envelope in ipairs(take.envelopes) do
    copy.envelopes[i] = {
      kind = envelope.kind, name = envelope.name, isActive = envelope.isActive,
      at = function(seconds) return envelope.at(seconds + at) end,
    }
  end
  if take.item.active == take then
    item.active = copy
  end
  return copy
end

function model.indexOf(list, wanted)
  for i, each in ipairs(list) do
    if each == wanted then
      return i
    end
  end
  return nil
end

--- Whether an object is in a project.
function model.holds(project, object)
  if object.kind == 'MediaTrack' then
    return model.indexOf(project.tracks, object) ~= nil
  elseif object.kind == 'MediaItem' then
    return model.holds(project, object.track) and model.indexOf(object.track.items, object) ~= nil
  elseif object.kind == 'MediaItem_Take' then
    return model.holds(project, object.item) and model.indexOf(object.item.takes, object) ~= nil
  end
  return object ~= project and not object.isDestroyed
end

--- The project of several that an object is in, or nil.
function model.projectOf(projects, object)
  for _, project in ipairs(projects) do
    if model.holds(project, object) then
      return project
    end
  end
  return nil
end

--- The tempo becomes slower by a factor: what is bound to beats moves, and what is bound to them with its rate is stretched.
function model.slowDown(project, factor)
  for _, track in ipairs(project.tracks) do
    for _, item in ipairs(track.items) do
      local mode = item.values.C_BEATATTACHMODE
      mode = mode == DEFAULT and track.values.C_BEATATTACHMODE or mode
      if mode == BEATS or mode == BEATS_POSITION_ONLY then
        item.values.D_POSITION = item.values.D_POSITION * factor
      end
      if mode == BEATS then
        item.values.D_LENGTH = item.values.D_LENGTH * factor
        for _, take in ipairs(item.takes) do
          take.values.D_PLAYRATE = take.values.D_PLAYRATE / factor
        end
      end
    end
  end
end

local FIELDS <const> = { 'track', 'item', 'source', 'name', 'active' }
local LISTS <const> = { 'items', 'takes' }

local function photograph(object)
  local photo = { object = object, values = copied(object.values), fields = {}, lists = {} }
  for _, field in ipairs(FIELDS) do
    photo.fields[field] = object[field]
  end
  for _, list in ipairs(LISTS) do
    if object[list] ~= nil then
      photo.lists[list] = {}
      for i, child in ipairs(object[list]) do
        photo.lists[list][i] = photograph(child)
      end
    end
  end
  return photo
end

local function restore(photo)
  local object = photo.object
  object.values = copied(photo.values)
  for _, field in ipairs(FIELDS) do
    object[field] = photo.fields[field]
  end
  for list, children in pairs(photo.lists) do
    object[list] = {}
    for i, child in ipairs(children) do
      object[list][i] = restore(child)
    end
  end
  return object
end

function model.snapshot(project)
  local photos = {}
  for i, track in ipairs(project.tracks) do
    photos[i] = photograph(track)
  end
  return photos
end

function model.restore(project, photos)
  project.tracks = {}
  for i, photo in ipairs(photos) do
    project.tracks[i] = restore(photo)
  end
end

return model
