-- @noindex
-- A task: work that takes longer than Reaper's user interface may be kept waiting. It runs as a coroutine, a slice of a few
-- milliseconds in each call of the defer loop, and ends in exactly one of: done, a message, cancelled.
--
-- Of each kind ("job", "live") one runs at a time. Other scripts see it by its heartbeat in ExtState and can ask it to stop there.

local failure = require('lib.failure')
local progressWindow = require('lib.progress_window')

local task = {}

local SECTION <const> = 'stemwright'
local TITLE <const> = 'Stemwright'
--- how long a slice may hold up the user interface
local SLICE_SECONDS <const> = 0.015
--- without a heartbeat for so long a task is gone, however it ended
local HEARTBEAT_LIMIT_SECONDS <const> = 3

local sliceEnds = 0

local function heartbeatKey(kind)
  return kind .. '.heartbeat'
end

local function cancelKey(kind)
  return kind .. '.cancel'
end

--- Whether some script's task of a kind is running.
function task.isRunning(kind)
  local beat = tonumber(reaper.GetExtState(SECTION, heartbeatKey(kind)))
  return beat ~= nil and reaper.time_precise() - beat < HEARTBEAT_LIMIT_SECONDS
end

--- Asks the running task of a kind to stop.
function task.requestCancel(kind)
  reaper.SetExtState(SECTION, cancelKey(kind), '1', false)
end

--- Lets Reaper go on until the next call of the defer loop. Raises `cancelled` when the user wants that.
function task.wait()
  if coroutine.yield() == 'cancel' then
    failure.raise('cancelled', 'Cancelled.')
  end
end

--- The same, but only when the slice has lasted long enough: for inner loops.
function task.breathe()
  if reaper.time_precise() > sliceEnds then
    task.wait()
  end
end

--- How far the task is: `fraction` 0 to 1 or nil, `etaSeconds` or nil, and in words what is being done.
function task.progress(fraction, etaSeconds, words)
  progressWindow.show(fraction, etaSeconds, words)
end

--- Closes the progress window, for work that goes on without one.
function task.hideProgress()
  progressWindow.close()
end

--- One sentence to the user, who has to confirm it.
function task.tell(message)
  reaper.ShowMessageBox(message, TITLE, 0)
end

local function endTask(kind)
  progressWindow.close()
  reaper.DeleteExtState(SECTION, heartbeatKey(kind), false)
  reaper.DeleteExtState(SECTION, cancelKey(kind), false)
end

local function isCancelled(kind)
  return progressWindow.wantsCancel() or reaper.GetExtState(SECTION, cancelKey(kind)) ~= ''
end

--- Lets the work go on for a slice. Returns whether there is more of it; tells the user if it has failed.
local function step(worker, kind)
  sliceEnds = reaper.time_precise() + SLICE_SECONDS
  local isFine, raised = coroutine.resume(worker, isCancelled(kind) and 'cancel' or 'go on')
  if coroutine.status(worker) == 'suspended' then
    return true
  end
  local trace = type(raised) == 'string' and debug.traceback(worker, raised)
  -- releases what a coroutine that has failed still holds
  coroutine.close(worker)
  endTask(kind)
  local message = not isFine and failure.sentence(trace or raised)
  if message then
    task.tell(message)
  end
  return false
end

--- Runs `work` as the one task of its kind. Whatever it holds in `<close>` variables is released however it ends, also when Reaper
--- ends the script.
function task.run(kind, work)
  if task.isRunning(kind) then
    task.tell('Stemwright is at work already. Wait for it, or run the action "Stemwright - Cancel".')
    return
  end
  local worker = coroutine.create(work)
  reaper.DeleteExtState(SECTION, cancelKey(kind), false)
  reaper.atexit(function()
    if coroutine.status(worker) == 'suspended' then
      coroutine.close(worker)
      endTask(kind)
    end
  end)
  local function loop()
    reaper.SetExtState(SECTION, heartbeatKey(kind), tostring(reaper.time_precise()), false)
    if step(worker, kind) then
      reaper.defer(loop)
    end
  end
  loop()
end

return task
