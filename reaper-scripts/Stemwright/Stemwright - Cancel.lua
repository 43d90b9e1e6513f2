-- @noindex

-- Cancels the job that another of these actions has started, wherever it is.

local folder = select(2, reaper.get_action_context()):match('^(.*[/\\])')
package.path = folder .. '?.lua;' .. package.path

local task = require('lib.task')

if task.isRunning('job') then
  task.requestCancel('job')
else
  task.tell('Nothing is running.')
end
