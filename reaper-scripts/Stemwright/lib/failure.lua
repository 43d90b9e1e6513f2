-- @noindex
-- Failures: what can go wrong while a correct script runs (no daemon, a full disk). Each has one of the daemon's error codes and a
-- sentence for the user. Anything else that is raised is a defect.

local failure = {}

--- Raises a failure. `message` says what was expected, what was got and what to do.
function failure.raise(code, message)
  error({ code = code, message = message }, 0)
end

--- What was raised, as a sentence for the user; `nil` for what the user did on purpose.
function failure.sentence(raised)
  if type(raised) ~= 'table' then
    return 'Stemwright has a defect: ' .. tostring(raised)
  end
  if raised.code == 'cancelled' then
    return nil
  end
  return raised.message
end

--- Calls a function that may fail. Returns nil, or what it has raised; a defect keeps where it came from.
function failure.of(work, ...)
  local isFine, raised = xpcall(work, function(what)
    return type(what) == 'string' and debug.traceback(what) or what
  end, ...)
  return not isFine and raised or nil
end

return failure
