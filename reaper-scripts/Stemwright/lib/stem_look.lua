-- @noindex
-- How stems look: a label, a colour and other names for each, as the daemon tells of its model; the same on every track and item.

local stemLook = {}
stemLook.__index = stemLook

--- of stems that the daemon tells nothing about
local NEUTRAL_COLOUR <const> = '#8c8c96'
local FOLDER_COLOUR <const> = '#606870'
--- I_CUSTOMCOLOR: whether the rest of it counts
local IS_USED <const> = 0x1000000

local function native(colour)
  local red, green, blue = colour:match('^#(%x%x)(%x%x)(%x%x)$')
  return reaper.ColorToNative(tonumber(red, 16), tonumber(green, 16), tonumber(blue, 16)) | IS_USED
end

--- Looks of the stems of a model: `names` in the model's order.
function stemLook.ofModel()
  return setmetatable({ names = {}, byName = {} }, stemLook)
end

--- Adds a stem; `label`, `colour` ("#rrggbb") and `aliases` (separated by commas) are nil where the daemon does not tell them.
function stemLook:add(name, label, colour, aliases)
  self.names[#self.names + 1] = name
  local look = { label = label, colour = colour, aliases = {} }
  for alias in (aliases or ''):gmatch('[^,]+') do
    look.aliases[#look.aliases + 1] = alias
  end
  self.byName[name] = look
end

local UNKNOWN <const> = { aliases = {} }

--- "bass" as people write it on a track.
function stemLook:label(name)
  return (self.byName[name] or UNKNOWN).label or (name:gsub('^%l', string.upper))
end

function stemLook:colour(name)
  return native((self.byName[name] or UNKNOWN).colour or NEUTRAL_COLOUR)
end

--- What tracks with the stem may also be called.
function stemLook:aliases(name)
  return (self.byName[name] or UNKNOWN).aliases
end

function stemLook.folderColour()
  return native(FOLDER_COLOUR)
end

return stemLook
