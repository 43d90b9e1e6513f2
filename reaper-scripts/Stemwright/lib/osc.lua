-- @noindex
-- OSC 1.0 messages as bytes and back: what the daemon speaks (strings in UTF-8, int32, float32; it never sends bundles).
--
--     address, 0-padded to 4 bytes | ",types", 0-padded | each argument, big-endian

local osc = {}

local function padded(text)
  -- at least one 0 ends a string
  return text .. ('\0'):rep(4 - #text % 4)
end

--- The bytes of a message. Integers travel as int32, other numbers as float32, strings as strings.
function osc.encode(address, args)
  local types, values = ',', {}
  for i, value in ipairs(args) do
    if math.type(value) == 'integer' then
      types, values[i] = types .. 'i', string.pack('>i4', value)
    elseif math.type(value) == 'float' then
      types, values[i] = types .. 'f', string.pack('>f', value)
    elseif type(value) == 'string' then
      types, values[i] = types .. 's', padded(value)
    else
      error(('argument %d of %s is a %s'):format(i, address, type(value)), 2)
    end
  end
  return padded(address) .. padded(types) .. table.concat(values)
end

local function readString(packet, at)
  local text, after = string.unpack('z', packet, at)
  -- positions count from 1: strings begin at 1, 5, 9, ...
  return text, after + -(after - 1) % 4
end

local readers = {
  i = function(packet, at) return string.unpack('>i4', packet, at) end,
  f = function(packet, at) return string.unpack('>f', packet, at) end,
  d = function(packet, at) return string.unpack('>d', packet, at) end,
  h = function(packet, at) return string.unpack('>i8', packet, at) end,
  s = readString,
}

local function decode(packet)
  local address, at = readString(packet, 1)
  if address:sub(1, 1) ~= '/' then
    return nil
  end
  local types
  types, at = readString(packet, at)
  local args = {}
  for kind in types:sub(2):gmatch('.') do
    args[#args + 1], at = readers[kind](packet, at)
  end
  return { address = address, args = args }
end

--- The message in a packet as `{ address, args }`; `nil` for what is none: somebody else's noise is not our failure.
function osc.decode(packet)
  local isMessage, message = pcall(decode, packet)
  return isMessage and message or nil
end

return osc
