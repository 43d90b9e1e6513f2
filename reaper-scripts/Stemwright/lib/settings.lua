-- @noindex
-- Settings: what the user can choose, kept in Reaper's ExtState, so that it outlives Reaper. What is stored and no longer makes
-- sense counts as not chosen.

local settings = {}

local SECTION <const> = 'stemwright'

local function choice(...)
  local words = { ... }
  return {
    fits = function(text)
      for _, word in ipairs(words) do
        if text == word then
          return true
        end
      end
      return false
    end,
    says = table.concat(words, ' / '),
  }
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
  fits = function(text) return text:match('^[%w_,-]*$') ~= nil end,
  says = 'names separated by commas, or nothing',
}

--- In the order of the dialog. `key`: of ExtState and of the table that `settings.read` gives.
settings.ROWS = {
  { key = 'placement', caption = 'Stems go to: tracks / takes / in place', default = 'tracks', rule = choice('tracks', 'takes', 'in place') },
  { key = 'original', caption = 'The original: mute / keep', default = 'mute', rule = choice('mute', 'keep') },
  { key = 'timeSelection', caption = 'Only inside the time selection: yes / no', default = 'yes', rule = choice('yes', 'no') },
  { key = 'stems', caption = 'Only these stems (all: leave empty)', default = '', rule = names },
  { key = 'preset', caption = 'Quality: draft / standard / best', default = 'standard', rule = choice('draft', 'standard', 'best') },
  { key = 'port', caption = 'Port of the daemon (found by itself: empty)', default = '', rule = port },
  { key = 'token', caption = 'Token of the daemon (none: empty)', default = '', rule = anything },
  { key = 'command', caption = 'Command line without LuaSocket', default = 'stemwright', rule = anything },
  { key = 'exchangeFolder', caption = 'Folder for audio to the daemon (default: empty)', default = '', rule = anything },
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

--- The first thing that is wrong with values for all rows, in their order, as a sentence; nil: they are fine.
function settings.complaint(values)
  for i, row in ipairs(settings.ROWS) do
    if not row.rule.fits(values[i]) then
      return ('"%s": expected %s, got "%s".'):format(row.caption, row.rule.says, values[i])
    end
  end
  return nil
end

--- Keeps values for all rows, in their order.
function settings.write(values)
  for i, row in ipairs(settings.ROWS) do
    reaper.SetExtState(SECTION, row.key, values[i], true)
  end
end

return settings
