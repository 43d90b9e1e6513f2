-- The script's window: Reaper's global `gfx`, without a screen. What is written on it is kept, and tests press keys on it and choose
-- from its menus.
--
-- From Reaper's API documentation:
--   ext_retina: "If set to 1.0 on initialization, will be updated to 2.0 if high resolution display is supported, and if so
--   gfx.w/gfx.h/etc will be doubled." On Windows scripts are told other factors as well, and the window stays as large as was asked.
--   init: without a title, resizes a window that is open.
--   getchar: -1 where the window is closed, 27 Escape, 0 no key.
--   showmenu: "fields separated by | characters"; # grayed out, ! checked, > a submenu, < the last of a submenu, empty a separator;
--   "returns 0 if the user selected nothing from the menu, 1 if the first field is selected, etc." Separators and what opens a submenu
--   are no entries that could be selected.

local standInGfx = {}

local CLOSED <const> = -1

--- The entries of a menu that can be chosen: each with the path of its texts, and its mark.
local function entriesOf(menu)
  local entries, open = {}, {}
  for field in (menu .. '|'):gmatch('([^|]*)|') do
    local marks, text = field:match('^([#!<>]*)(.*)$')
    if marks:find('>', 1, true) then
      open[#open + 1] = text
    elseif field ~= '' then
      entries[#entries + 1] = {
        path = table.concat(open, ' > ') .. (#open > 0 and ' > ' or '') .. text,
        isChecked = marks:find('!', 1, true) ~= nil,
      }
      if marks:find('<', 1, true) then
        open[#open] = nil
      end
    end
  end
  assert(#open == 0, 'a submenu does not end')
  return entries
end

--- `display`: scale, and whether windows are made larger by it (as on macOS).
function standInGfx.new(display)
  local gfx = {
    x = 0, y = 0, w = 0, h = 0, mouse_x = 0, mouse_y = 0, mouse_cap = 0, ext_retina = 0,
    isOpen = false, hasFocus = false, keys = {}, written = {}, fonts = {}, choices = {}, menus = {},
  }
  local scale = display and display.scale or 1

  local function mustBeOpen()
    assert(gfx.isOpen, 'there is no window')
  end

  function gfx.init(title, width, height)
    assert(type(title) == 'string' and width > 0 and height > 0)
    assert(gfx.isOpen or title ~= '', 'there is no window to resize')
    local isFine = gfx.ext_retina ~= 0
    local factor = isFine and display and display.makesLarger and scale or 1
    gfx.w, gfx.h = width * factor, height * factor
    gfx.ext_retina = isFine and scale or 0
    gfx.hasFocus = gfx.hasFocus or not gfx.isOpen
    gfx.isOpen = true
    return 1
  end

  function gfx.quit()
    gfx.isOpen, gfx.hasFocus = false, false
  end

  function gfx.getchar()
    return gfx.isOpen and (table.remove(gfx.keys, 1) or 0) or CLOSED
  end

  function gfx.drawstr(text)
    mustBeOpen()
    assert(gfx.x >= 0 and gfx.x < gfx.w and gfx.y >= 0 and gfx.y < gfx.h, 'a text beyond the window')
    gfx.written[#gfx.written + 1] = text
  end

  function gfx.rect(x, y, width, height)
    mustBeOpen()
    assert(x >= 0 and y >= 0 and x + width <= gfx.w + 1 and y + height <= gfx.h + 1, 'a rectangle beyond the window')
  end

  function gfx.setfont(_, _, size)
    mustBeOpen()
    gfx.fonts[#gfx.fonts + 1] = size
  end

  --- Takes the next of `choices`, a path such as "Quality > Best"; none: the user leaves the menu.
  function gfx.showmenu(menu)
    mustBeOpen()
    local wanted, entries = table.remove(gfx.choices, 1), entriesOf(menu)
    gfx.menus[#gfx.menus + 1] = entries
    for index, entry in ipairs(entries) do
      if entry.path == wanted then
        return index
      end
    end
    assert(wanted == nil, ('the menu has no "%s": %s'):format(wanted, menu))
    return 0
  end

  gfx.update, gfx.set = mustBeOpen, mustBeOpen
  return gfx
end

return standInGfx
