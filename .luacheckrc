-- Lua as Reaper 7 runs it. `gfx` is a table of numbers that scripts write to.
std = 'lua54'
read_globals = { 'reaper' }
globals = { 'gfx' }
max_line_length = 150
files['test/reaper'] = { globals = { 'reaper' } }
