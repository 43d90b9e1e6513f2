-- The script's window: Reaper's global `gfx`, without a screen. What is written on it is kept, and tests press keys on it.

local standInGfx = {}

local CLOSED <const> = -1

function standInGfx.new()
  local gfx = { x = 0, y = 0, mouse_x = 0, mouse_y = 0, mouse_cap = 0, isOpen = false, keys = {}, written = {} }

  local function mustBeOpen()
    assert(gfx.isOpen, 'there is no window')
  end

  function gfx.init(title, width, height)
    assert(type(title) == 'string' and width > 0 and height > 0)
    gfx.isOpen = true
    return 1
  end

  function gfx.quit()
    gfx.isOpen = false
  end

  function gfx.getchar()
    return gfx.isOpen and (table.remove(gfx.keys, 1) or 0) or CLOSED
  end

  function gfx.drawstr(text)
    mustBeOpen()
    gfx.written[#gfx.written + 1] = text
  end

  gfx.update, gfx.set, gfx.rect, gfx.setfont = mustBeOpen, mustBeOpen, mustBeOpen, mustBeOpen
  return gfx
end

return standInGfx
