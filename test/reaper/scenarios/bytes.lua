-- OSC as bytes and back, and JSON, against what the test gives and reads: lines "osc <hex>" and "json <text>" of a file.

local json = require('stand_in.script_library')('lib.json')
local osc = require('stand_in.script_library')('lib.osc')
local world = require('world')

local function hex(bytes)
  return (bytes:gsub('.', function(byte) return ('%02x'):format(byte:byte()) end))
end

local function bytes(text)
  return (text:gsub('%x%x', function(pair) return string.char(tonumber(pair, 16)) end))
end

for line in io.lines(os.getenv('STAND_IN_BYTES')) do
  local kind, text = line:match('^(%w+) (.*)$')
  if kind == 'osc' then
    local message = osc.decode(bytes(text))
    world.equal(hex(osc.encode(message.address, message.args)), text, message.address)
  elseif kind == 'json' then
    local value = assert(json.decode(text))
    world.equal(value.args[1] .. '|' .. value.args[2], 'Prise é 𝄞 "1"\\|/tmp/\n', text)
    world.equal(value.n, -1.5e3, text)
    world.equal(value.yes, true, text)
    world.equal(#value.none, 0, text)
  elseif kind == 'noise' then
    world.equal(osc.decode(bytes(text)), nil, text)
  end
end
for _, broken in ipairs({ '', '{', '{"a":1', '[1,]', '{"a" 1}', '"a', 'nonsense', '{} {}', '{"a":"\\u12"}' }) do
  world.equal(json.decode(broken), nil, 'broken JSON ' .. broken)
end
