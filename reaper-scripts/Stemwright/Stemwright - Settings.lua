-- @noindex

-- The settings of all actions, in a dialog; asked again while something is wrong with them.

local folder = select(2, reaper.get_action_context()):match('^(.*[/\\])')
package.path = folder .. '?.lua;' .. package.path

local settings = require('lib.settings')
local task = require('lib.task')

--- none of the settings needs it; commas are in lists of stems
local SEPARATOR <const> = '|'

local function split(text)
  local values = {}
  for value in (text .. SEPARATOR):gmatch('([^|]*)|') do
    values[#values + 1] = value:match('^%s*(.-)%s*$')
  end
  return values
end

local captions, values = {}, {}
local current = settings.read()
for i, row in ipairs(settings.ROWS) do
  captions[i], values[i] = row.caption, current[row.key]
end
captions[#captions + 1] = 'extrawidth=200'
captions[#captions + 1] = 'separator=' .. SEPARATOR

while true do
  local isFine, answer = reaper.GetUserInputs(
    'Stemwright: settings', #settings.ROWS, table.concat(captions, ','), table.concat(values, SEPARATOR)
  )
  if not isFine then
    break
  end
  values = split(answer)
  local complaint = settings.complaint(values)
  if complaint == nil then
    settings.write(values)
    break
  end
  task.tell(complaint)
end
