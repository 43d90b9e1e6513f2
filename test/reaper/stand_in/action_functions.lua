-- Reaper's functions about the running action, its dialogs and its place in undo.
--
-- From Reaper's API documentation:
--   set_action_options: "flag&1: script will auto-terminate if re-launched while already running"; 2: re-launches after that; 4 and 8:
--   toggle state on and off. A script without the first that runs again has Reaper ask the user what to do.
--   ShowMessageBox: type 0 has an OK button, 4 has Yes (6) and No (7).
--   SetCursorContext: "You must use this to change the focus programmatically. [...] 1 to focus the arrange window".
--   GetUserInputs: a caption that begins with * hides what is typed.

local model = require('stand_in.model')

local OK <const> = 1
local ACTION_ID <const> = 53007
local ARRANGE_VIEW <const> = 1
--- Peaks: Build any missing peaks; Transport: Play/stop
local KNOWN_COMMANDS <const> = { [40047] = true, [40044] = true }

local function addUndo(functions, host)
  local function of(project)
    return type(project) == 'table' and project or host.tabs.inFront
  end

  function functions.Undo_BeginBlock2(project)
    host.blocks = host.blocks + 1
    host.before = host.before or model.snapshot(of(project))
  end

  function functions.Undo_EndBlock2(project, name)
    assert(host.blocks > 0, 'Undo_EndBlock2 without Undo_BeginBlock2')
    host.blocks = host.blocks - 1
    if host.blocks == 0 then
      table.insert(of(project).history, { name = name, before = host.before })
      host.before = nil
    end
  end

  function functions.Undo_DoUndo2(project)
    assert(host.blocks == 0, 'undo inside an undo block')
    local last = table.remove(of(project).history)
    if last ~= nil then
      model.restore(of(project), last.before)
    end
    return last ~= nil and 1 or 0
  end

  function functions.PreventUIRefresh(step)
    host.uiLocks = host.uiLocks + step
    assert(host.uiLocks >= 0, 'PreventUIRefresh released more often than taken')
  end

  function functions.UpdateArrange() end

  function functions.TrackList_AdjustWindows() end

  function functions.Main_OnCommandEx(command)
    assert(KNOWN_COMMANDS[command], 'the stand-in knows no command ' .. command)
    table.insert(host.commands, command)
  end
end

local function addDialogs(functions, host)
  function functions.ShowMessageBox(message, _, kind)
    assert(kind == 0, 'the scripts ask nothing')
    table.insert(host.messages, message)
    return OK
  end

  function functions.GetUserInputs(_, count, captions, values)
    local answer = table.remove(host.answers, 1)
    host.asked = { count = count, captions = captions, values = values }
    return answer ~= nil, answer or values
  end

  function functions.GetMousePosition()
    return 100, 200
  end

  function functions.SetCursorContext(mode)
    assert(mode == ARRANGE_VIEW, 'the scripts give the keyboard to the arrange view')
    host.gfx.hasFocus = false
  end

  function functions.ColorToNative(r, g, b)
    return r | g << 8 | b << 16
  end
end

local function addAction(functions, host)
  function functions.get_action_context()
    return false, host.script, 0, ACTION_ID, 0, 0, 0, ''
  end

  function functions.set_action_options(flags)
    assert(flags & ~15 == 0 and flags & 12 ~= 12, 'set_action_options knows no ' .. flags)
    host.actionOptions = flags & 3
    host.isLit = flags & 4 ~= 0 or (host.isLit and flags & 8 == 0)
  end

  function functions.SetToggleCommandState(section, command, state)
    assert(section == 0 and command == ACTION_ID, 'another action’s state')
    host.isLit = state == 1
    host.isToolbarOld = true
    return true
  end

  function functions.RefreshToolbar2(section, command)
    assert(section == 0 and command == ACTION_ID, 'another action’s button')
    host.isToolbarOld = false
  end

  function functions.time_precise()
    return host.now()
  end

  function functions.defer(callback)
    table.insert(host.deferred, callback)
    return true
  end

  function functions.atexit(callback)
    table.insert(host.atExit, callback)
    return true
  end
end

--- `host`: the stand-in (reaper.lua), whose fields these change.
return function(functions, host)
  addUndo(functions, host)
  addDialogs(functions, host)
  addAction(functions, host)
end
