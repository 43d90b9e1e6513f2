-- @noindex
-- Seeds of the daemon's noise: a new one for each generation, so that asking again gives something else. It is in the name of the
-- files, so that a take can be made again.

local seeds = {}

--- what an OSC int can hold
local MOST <const> = 0x7fffffff

function seeds.new()
  return math.random(0, MOST)
end

return seeds
