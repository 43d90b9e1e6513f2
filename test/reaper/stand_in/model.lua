-- The stand-in's project: tracks with items with takes with sources, and an undo history. Objects are their own pointers: one is
-- valid while it is in the project, and valid again when an undo brings it back.

local model = {}

local TRACK_VALUES <const> = { D_VOL = 1, D_PAN = 0, B_MUTE = 0, I_SOLO = 0, I_FOLDERDEPTH = 0, I_CUSTOMCOLOR = 0, I_NCHAN = 2, I_SELECTED = 0 }
local ITEM_VALUES <const> = {
  D_POSITION = 0, D_LENGTH = 0, D_VOL = 1, B_MUTE = 0, B_LOOPSRC = 1, B_ALLTAKESPLAY = 0, B_UISEL = 0,
  D_FADEINLEN = 0, D_FADEOUTLEN = 0, D_FADEINDIR = 0, D_FADEOUTDIR = 0, C_FADEINSHAPE = 0, C_FADEOUTSHAPE = 0,
  D_FADEINLEN_AUTO = -1, D_FADEOUTLEN_AUTO = -1,
}
local TAKE_VALUES <const> = { D_STARTOFFS = 0, D_VOL = 1, D_PAN = 0, D_PANLAW = -1, D_PLAYRATE = 1, I_CHANMODE = 0, I_CUSTOMCOLOR = 0 }

local function copied(values)
  local copy = {}
  for key, value in pairs(values) do
    copy[key] = value
  end
  return copy
end

function model.create()
  return { tracks = {}, history = {}, timeSelection = { 0, 0 } }
end

function model.newTrack()
  return { kind = 'MediaTrack', name = '', items = {}, values = copied(TRACK_VALUES) }
end

function model.newItem(track)
  local item = { kind = 'MediaItem', track = track, takes = {}, values = copied(ITEM_VALUES) }
  track.items[#track.items + 1] = item
  return item
end

function model.newTake(item)
  local take = { kind = 'MediaItem_Take', item = item, name = '', values = copied(TAKE_VALUES) }
  item.takes[#item.takes + 1] = take
  item.active = item.active or take
  return take
end

function model.indexOf(list, wanted)
  for i, each in ipairs(list) do
    if each == wanted then
      return i
    end
  end
  return nil
end

--- Whether an object is in the project.
function model.holds(project, object)
  if object.kind == 'MediaTrack' then
    return model.indexOf(project.tracks, object) ~= nil
  elseif object.kind == 'MediaItem' then
    return model.holds(project, object.track) and model.indexOf(object.track.items, object) ~= nil
  elseif object.kind == 'MediaItem_Take' then
    return model.holds(project, object.item) and model.indexOf(object.item.takes, object) ~= nil
  end
  return not object.isDestroyed
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
