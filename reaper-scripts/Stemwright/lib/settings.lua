-- @noindex
-- Settings: what the user can choose, kept in Reaper's ExtState, so that it outlives Reaper. What is stored and no longer makes
-- sense counts as not chosen.

local settings = {}

local SECTION <const> = 'stemwright'
local STEMS_KEY <const> = 'stemNames'

settings.DEFAULT_COMMAND = 'stemwright'

--- One of some words; `shown`: how they are called in the menu, in the same order.
local function choice(words, shown)
  local rule = { words = words, shown = shown, says = table.concat(words, ' / ') }
  function rule.fits(text)
    for _, word in ipairs(words) do
      if text == word then
        return true
      end
    end
    return false
  end
  return rule
end

local anything <const> = { fits = function() return true end, says = 'text' }
local port <const> = {
  fits = function(text)
    local number = math.tointeger(tonumber(text))
    return text == '' or (number ~= nil and number >= 1 and number <= 65535)
  end,
  says = 'a number from 1 to 65535, or nothing',
}
local names <const> = {
  areStems = true,
  fits = function(text) return text:match('^[%w_,-]*$') ~= nil end,
  says = 'names separated by commas, or nothing',
}

--- In the order of the menu. `key`: of ExtState and of the table that `settings.read` gives; `unset`: what an empty text means.
settings.ROWS = {
  {
    key = 'placement', caption = 'Stems go to', default = 'tracks',
    rule = choice({ 'tracks', 'takes', 'in place' }, { 'Tracks below', 'Takes of the item', 'The item’s place' }),
  },
  {
    key = 'original', caption = 'The original', default = 'mute',
    rule = choice({ 'mute', 'keep' }, { 'Is muted', 'Goes on to play' }),
  },
  {
    key = 'timeSelection', caption = 'Time selection', default = 'yes',
    rule = choice({ 'yes', 'no' }, { 'Only what is inside', 'Whole items' }),
  },
  { key = 'stems', caption = 'Stems', default = '', rule = names, unset = 'All' },
  {
    key = 'preset', caption = 'Quality', default = 'standard',
    rule = choice({ 'draft', 'standard', 'best' }, { 'Draft', 'Standard', 'Best' }),
  },
  { key = 'port', caption = 'Port of the daemon', default = '', rule = port, unset = 'found by itself' },
  { key = 'token', caption = 'Token of the daemon', default = '', rule = anything, unset = 'none, or from its file', isSecret = true },
  { key = 'command', caption = 'Command line without LuaSocket', default = settings.DEFAULT_COMMAND, rule = anything },
  { key = 'exchangeFolder', caption = 'Folder for audio to the daemon', default = '', rule = anything, unset = 'found by itself' },
}

--- All settings by key, as text.
function settings.read()
  local values = {}
  for _, row in ipairs(settings.ROWS) do
    local stored = reaper.HasExtState(SECTION, row.key) and reaper.GetExtState(SECTION, row.key)
    values[row.key] = stored and row.rule.fits(stored) and stored or row.default
  end
  return values
end

--- Keeps a value of a row. Returns what is wrong with it instead, as a sentence, where it makes no sense.
function settings.write(row, value)
  if not row.rule.fits(value) then
    return ('"%s": expected %s, got "%s".'):format(row.caption, row.rule.says, value)
  end
  reaper.SetExtState(SECTION, row.key, value, true)
  return nil
end

--- Remembers the stems of the model, for the menu.
function settings.rememberStems(stemNames)
  reaper.SetExtState(SECTION, STEMS_KEY, table.concat(stemNames, ','), true)
end

--- The stems of the model that was used last; none before that.
function settings.knownStems()
  local found = {}
  for name in reaper.GetExtState(SECTION, STEMS_KEY):gmatch('[^,]+') do
    found[#found + 1] = name
  end
  return found
end

return settings
