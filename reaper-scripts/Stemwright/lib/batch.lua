-- @noindex
-- A batch: several stretches of audio, one after the other, with one bar and one estimate for all of them.

local failure = require('lib.failure')
local task = require('lib.task')

local batch = {}

--- Seconds left for all parts, from those left for the present one.
local function etaOfAll(parts, at, fraction, etaSeconds)
  local rest = parts[at].lengthSeconds * (1 - fraction)
  if etaSeconds == nil or rest <= 0 then
    return nil
  end
  local after = 0
  for i = at + 1, #parts do
    after = after + parts[i].lengthSeconds
  end
  return etaSeconds * (rest + after) / rest
end

--- Calls `work(part, progress)` for each of the parts (with `name` and `lengthSeconds`), where `progress(verb, fraction, etaSeconds)`.
--- Returns the parts that are done, and what has ended it before the last, or nil.
function batch.run(parts, work)
  local done = {}
  for i, part in ipairs(parts) do
    local words = #parts > 1 and ('%s (%d of %d)'):format(part.name, i, #parts) or part.name
    local function progress(verb, fraction, etaSeconds)
      local known = fraction or 0
      task.progress((i - 1 + known) / #parts, etaOfAll(parts, i, known, etaSeconds), verb .. ' ' .. words)
    end
    local raised = failure.of(work, part, progress)
    if raised ~= nil then
      return done, raised
    end
    done[i] = part
  end
  return done, nil
end

return batch
