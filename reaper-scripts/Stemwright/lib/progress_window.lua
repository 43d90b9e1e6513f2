-- @noindex
-- The progress window: a bar, how long it will take, and a button to cancel. Escape and closing the window cancel, too. Other keys are
-- Reaper's: the arrange view has the keyboard while the window is open, and the space bar plays and stops wherever it is pressed.

local progressWindow = {}

--- in pixels of an ordinary display
local WIDTH <const>, HEIGHT <const> = 420, 96
local MARGIN <const> = 14
local BAR <const> = { x = MARGIN, y = 40, w = WIDTH - 2 * MARGIN, h = 10 }
local BUTTON <const> = { x = WIDTH - MARGIN - 80, y = 62, w = 80, h = 22 }
local FONT_SIZE <const> = 15
local ESCAPE <const>, SPACE <const>, CLOSED <const> = 27, 32, -1
local LEFT_BUTTON <const> = 1
local FONT <const> = 1
--- SetCursorContext: the arrange view
local ARRANGE_VIEW <const> = 1
--- Transport: Play/stop
local PLAY_STOP <const> = 40044

local isOpen = false
local isCancelled = false
local wasDown = false
--- pixels of the window a pixel of an ordinary display
local scale = 1

--- How long in words a person reads at a glance: "12 s", "3:05 min".
local function duration(seconds)
  local whole = math.ceil(seconds)
  if whole < 60 then
    return ('%d s'):format(whole)
  end
  return ('%d:%02d min'):format(whole // 60, whole % 60)
end

local function scaled(length)
  return math.floor(length * scale + 0.5)
end

local function fill(box, share)
  gfx.rect(scaled(box.x), scaled(box.y), scaled(box.w * share), scaled(box.h), 1)
end

local function write(x, y, text)
  gfx.x, gfx.y = scaled(x), scaled(y)
  gfx.drawstr(text)
end

local function draw(fraction, etaSeconds, words)
  gfx.set(0.17, 0.18, 0.19, 1)
  fill({ x = 0, y = 0, w = WIDTH, h = HEIGHT }, 1)
  gfx.set(0.9, 0.9, 0.9, 1)
  write(MARGIN, 12, words)
  if etaSeconds ~= nil then
    write(MARGIN, 66, duration(etaSeconds) .. ' left')
  end
  gfx.set(0.3, 0.31, 0.33, 1)
  fill(BAR, 1)
  fill(BUTTON, 1)
  gfx.set(0.36, 0.68, 0.89, 1)
  fill(BAR, math.min(1, math.max(0, fraction or 0)))
  gfx.set(0.9, 0.9, 0.9, 1)
  write(BUTTON.x + 20, BUTTON.y + 4, 'Cancel')
end

local function isOver(box)
  local x, y = gfx.mouse_x / scale - box.x, gfx.mouse_y / scale - box.y
  return x >= 0 and x < box.w and y >= 0 and y < box.h
end

local function listen()
  local key = gfx.getchar()
  if key == SPACE then
    reaper.Main_OnCommandEx(PLAY_STOP, 0, 0)
  end
  local isDown = gfx.mouse_cap & LEFT_BUTTON ~= 0
  local isClick = isDown and not wasDown and isOver(BUTTON)
  wasDown = isDown
  isCancelled = isCancelled or key == ESCAPE or key == CLOSED or isClick
end

--- The window and the font may be as large as the display's resolution wants, or the user has made them.
local function fit()
  -- a window that is hidden has no width
  local now = math.max(1 / 2, gfx.w / WIDTH)
  if now ~= scale then
    scale = now
    gfx.setfont(FONT, 'Arial', scaled(FONT_SIZE))
  end
end

local function open()
  -- asks for the display's own resolution, and is told how much finer that is
  gfx.ext_retina = 1
  gfx.init('Stemwright', WIDTH, HEIGHT)
  if gfx.w < WIDTH * gfx.ext_retina then
    -- where windows are not made larger on such a display: without a title, the size of the one that is open
    gfx.init('', math.floor(WIDTH * gfx.ext_retina), math.floor(HEIGHT * gfx.ext_retina))
  end
  scale = 0
  reaper.SetCursorContext(ARRANGE_VIEW, nil)
  isOpen, isCancelled = true, false
end

--- Shows how far something is; opens the window where it is not open. No fraction: it has not begun.
function progressWindow.show(fraction, etaSeconds, words)
  if not isOpen then
    open()
  end
  fit()
  draw(fraction, etaSeconds, words)
  gfx.update()
end

--- Whether the user has had enough. To be asked in each call of the defer loop.
function progressWindow.wantsCancel()
  if isOpen then
    listen()
  end
  return isCancelled
end

function progressWindow.close()
  if isOpen then
    gfx.quit()
  end
  isOpen, isCancelled = false, false
end

return progressWindow
