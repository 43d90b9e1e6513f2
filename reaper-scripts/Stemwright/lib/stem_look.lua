-- @noindex
-- How stems look: a name and a colour for each, the same on every track and item.

local stemLook = {}

local COLOURS <const> = {
  bass = { 74, 144, 226 },
  drums = { 232, 128, 58 },
  guitar = { 92, 184, 92 },
  piano = { 164, 110, 212 },
}
--- for the stems of other models, in the order they come
local OTHERS <const> = { { 214, 92, 112 }, { 64, 178, 178 }, { 212, 180, 60 }, { 140, 140, 150 } }
local FOLDER_COLOUR <const> = { 96, 104, 112 }
--- I_CUSTOMCOLOR: whether the rest of it counts
local IS_USED <const> = 0x1000000

local function native(colour)
  return reaper.ColorToNative(colour[1], colour[2], colour[3]) | IS_USED
end

--- "bass" as people write it on a track.
function stemLook.title(name)
  return (name:gsub('^%l', string.upper))
end

--- `index`: the stem's place in its model, from 1 on.
function stemLook.colour(name, index)
  return native(COLOURS[name] or OTHERS[(index - 1) % #OTHERS + 1])
end

function stemLook.folderColour()
  return native(FOLDER_COLOUR)
end

return stemLook
