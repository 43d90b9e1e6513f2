-- @noindex
-- The state of an action that is switched on and off: what its toolbar button shows, and that running it again ends it.

local toggleState = {}

--- set_action_options: end where it is run once more; lit; dark
local END_WHEN_RUN_AGAIN <const>, LIT <const>, DARK <const> = 1, 4, 8

local function set(options, state)
  if reaper.set_action_options ~= nil then
    reaper.set_action_options(options)
    return
  end
  -- an older Reaper, which asks the user what to do when it is run once more
  local _, _, section, command = reaper.get_action_context()
  reaper.SetToggleCommandState(section, command, state)
  reaper.RefreshToolbar2(section, command)
end

--- The action is on until the script ends.
function toggleState.on()
  set(END_WHEN_RUN_AGAIN | LIT, 1)
  reaper.atexit(function()
    set(DARK, 0)
  end)
end

return toggleState
