-- @noindex

-- The settings of all actions, in a menu that comes again until nothing is chosen. Only what is no choice is typed.

local folder = select(2, reaper.get_action_context()):match('^(.*[/\\])')
package.path = folder .. '?.lua;' .. package.path

local menu = require('lib.menu')
local settings = require('lib.settings')
local task = require('lib.task')

--- none of the settings needs it; a comma may be in a path
local SEPARATOR <const> = '|'
--- GetUserInputs: what is typed is not shown
local HIDDEN <const> = '*'

--- An entry that changes a row to a value.
local function change(row, text, value, isChecked)
  return { text = text, isChecked = isChecked, row = row, value = value }
end

local function choiceEntries(row, current)
  local entries = {}
  for i, word in ipairs(row.rule.words) do
    entries[i] = change(row, row.rule.shown[i], word, word == current)
  end
  return entries
end

--- One entry for all stems, and one for each, which adds it or takes it away.
local function stemEntries(row, current, stemNames)
  local isWanted, entries = {}, { change(row, row.unset, '', current == '') }
  for _, name in ipairs(stemNames) do
    isWanted[name] = current == '' or (',' .. current .. ','):find(',' .. name .. ',', 1, true) ~= nil
  end
  for _, toggled in ipairs(stemNames) do
    local wanted = {}
    for _, name in ipairs(stemNames) do
      local isIn = isWanted[name] ~= (name == toggled)
      wanted[#wanted + 1] = isIn and name or nil
    end
    local value = #wanted == #stemNames and '' or table.concat(wanted, ',')
    -- without any stem there is nothing to do
    entries[#entries + 1] = change(row, toggled, #wanted > 0 and value or current, isWanted[toggled])
  end
  return entries
end

local function shownText(row, current)
  if current == '' then
    return row.unset
  end
  return row.isSecret and 'is set' or current
end

local function entriesOf(values, stemNames)
  local entries = {}
  for i, row in ipairs(settings.ROWS) do
    local current = values[row.key]
    if row.rule.words ~= nil then
      entries[i] = { text = row.caption, entries = choiceEntries(row, current) }
    elseif row.rule.areStems and #stemNames > 0 then
      entries[i] = { text = row.caption, entries = stemEntries(row, current, stemNames) }
    else
      entries[i] = { text = ('%s: %s...'):format(row.caption, shownText(row, current)), row = row }
    end
  end
  return entries
end

--- Asks for a text; nil where the user wants to leave it.
local function typed(row, current)
  local isFine, answer = reaper.GetUserInputs(
    'Stemwright: settings', 1, ('%s%s,extrawidth=200,separator=%s'):format(row.isSecret and HIDDEN or '', row.caption, SEPARATOR), current
  )
  return isFine and answer:match('^%s*(.-)%s*$') or nil
end

while true do
  local values = settings.read()
  local entry = menu.ask(entriesOf(values, settings.knownStems()))
  if entry == nil then
    break
  end
  local value = entry.value or typed(entry.row, values[entry.row.key])
  local complaint = value and settings.write(entry.row, value)
  if complaint then
    task.tell(complaint)
  end
end
