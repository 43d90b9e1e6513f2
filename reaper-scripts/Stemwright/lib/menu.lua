-- @noindex
-- A popup menu at the mouse, with submenus: entries in, the chosen one out.
--
-- Reaper takes a menu as fields between bars, where # ! > < at the beginning of a field mean something, and answers with the number
-- of the entry, for which headings of submenus do not count.

local menu = {}

local TITLE <const> = 'Stemwright: settings'
local WIDTH <const>, HEIGHT <const> = 260, 24

--- A text as a field that is only its text.
local function field(text)
  return (text:gsub('|', '/'):gsub('^[#!<>]', ' %0'))
end

--- The fields of entries, whose choices are appended to `choices`.
local function fieldsOf(entries, choices)
  local fields = {}
  for _, entry in ipairs(entries) do
    if entry.entries ~= nil then
      local inner = fieldsOf(entry.entries, choices)
      inner[#inner] = '<' .. inner[#inner]
      fields[#fields + 1] = '>' .. field(entry.text)
      table.move(inner, 1, #inner, #fields + 1, fields)
    else
      choices[#choices + 1] = entry
      fields[#fields + 1] = (entry.isChecked and '!' or '') .. field(entry.text)
    end
  end
  return fields
end

--- Shows entries (`text`, and `isChecked` or, for a submenu, `entries`, which are not empty). Returns the chosen one, or nil.
function menu.ask(entries)
  local choices = {}
  local fields = fieldsOf(entries, choices)
  local x, y = reaper.GetMousePosition()
  -- Reaper shows menus in windows of scripts only
  gfx.init(TITLE, WIDTH, HEIGHT, 0, x, y)
  gfx.x, gfx.y = 0, 0
  local chosen = gfx.showmenu(table.concat(fields, '|'))
  gfx.quit()
  return choices[math.floor(chosen)]
end

return menu
