-- The progress window: it is there before anything is waited for, as fine and as large as the display wants, its button is where it is
-- drawn, and keys that are not its own are Reaper's.

local world = require('world')

local PLAY_STOP <const> = 40044

local function separate(display, act)
  local host = world.open({ preset = 'best' }, { display = display })
  world.addItem(host, world.addTrack(host, 'Band'), world.recording('band', { seconds = 6, channels = 1 }))
  local ticks = 0
  world.run(host, 'Separate selected items', function()
    ticks = ticks + 1
    return act(host, ticks)
  end)
  world.noMessage(host)
  return host
end

for _, display in ipairs({
  { scale = 1 }, { scale = 2, makesLarger = true }, { scale = 1.5, makesLarger = false },
}) do
  local scale = display.scale
  local host = separate(display, function(host, ticks)
    if ticks == 1 then
      world.equal(host.gfx.written[1], 'Looking for the daemon', 'what the window says first')
      world.equal(host.gfx.w, 420 * scale, 'width')
      world.equal(host.gfx.fonts[#host.gfx.fonts], math.floor(15 * scale + 0.5), 'font')
      world.equal(host.gfx.hasFocus, false, 'whether the window has the keyboard')
      host.gfx.keys = { 32 }
    elseif ticks == 3 then
      -- beside the button, then on it
      host.gfx.mouse_x, host.gfx.mouse_y, host.gfx.mouse_cap = 320 * scale, 70 * scale, 1
    elseif ticks == 5 then
      assert(host.gfx.isOpen, 'a click beside the button has cancelled')
      host.gfx.mouse_cap = 0
    elseif ticks == 7 then
      host.gfx.mouse_x, host.gfx.mouse_cap = 340 * scale, 1
    end
    assert(ticks < 100, 'the button does nothing')
  end)
  world.equal(table.concat(host.commands, ','), tostring(PLAY_STOP), 'commands of Reaper')
  world.equal(#host.project.tracks, 1, 'tracks')
end
