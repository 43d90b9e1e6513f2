-- @noindex
-- The progress window: a bar, how long it will take, and a button to cancel. Escape and closing the window cancel, too.

local progressWindow = {}

local WIDTH <const>, HEIGHT <const> = 420, 96
local MARGIN <const> = 14
local BAR <const> = { x = MARGIN, y = 40, w = WIDTH - 2 * MARGIN, h = 10 }
local BUTTON <const> = { x = WIDTH - MARGIN - 80, y = 62, w = 80, h = 22 }
local ESCAPE <const>, CLOSED <const> = 27, -1
local LEFT_BUTTON <const> = 1
local FONT <const> = 1

local isOpen = false
local isCancelled = false
local wasDown = false

--- How long in words a person reads at a glance: "12 s", "3:05 min".
local function duration(seconds)
  local whole = math.ceil(seconds)
  if whole < 60 then
    return ('%d s'):format(whole)
  end
  return ('%d:%02d min'):format(whole // 60, whole % 60)
end

local function fill(box, share)
  gfx.rect(box.x, box.y, math.floor(box.w * share), box.h, 1)
end

local function write(x, y, text)
  gfx.x, gfx.y = x, y
  gfx.drawstr(text)
end

local function draw(fraction, etaSeconds, words)
  gfx.set(0.17, 0.18, 0.19, 1)
  gfx.rect(0, 0, WIDTH, HEIGHT, 1)
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
  local x, y = gfx.mouse_x - box.x, gfx.mouse_y - box.y
  return x >= 0 and x < box.w and y >= 0 and y < box.h
end

local function listen()
  local key = gfx.getchar()
  local isDown = gfx.mouse_cap & LEFT_BUTTON ~= 0
  local isClick = isDown and not wasDown and isOver(BUTTON)
  wasDown = isDown
  isCancelled = isCancelled or key == ESCAPE or key == CLOSED or isClick
end

--- Shows how far something is; opens the window where it is not open. No fraction: it has not begun.
function progressWindow.show(fraction, etaSeconds, words)
  if not isOpen then
    gfx.init('Stemwright', WIDTH, HEIGHT)
    gfx.setfont(FONT, 'Arial', 15)
    isOpen, isCancelled = true, false
  end
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
