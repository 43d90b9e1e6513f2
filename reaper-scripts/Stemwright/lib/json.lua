-- @noindex
-- JSON as Lua values: objects and arrays become tables, null becomes nil. For the daemon's runtime file and the replies that
-- `stemwright send --json` prints. It does not write JSON.

local json = {}

local ESCAPES = { b = '\b', f = '\f', n = '\n', r = '\r', t = '\t' }

local function skipSpace(text, at)
  return text:match('^%s*()', at)
end

local function fail(text, at)
  error(('no JSON at byte %d: %s'):format(at, text:sub(at, at + 20)), 0)
end

--- One code point from "uXXXX", and from the second half of a surrogate pair where there is one.
local function unicodeEscape(text, at)
  local high = tonumber(text:match('^u(%x%x%x%x)', at) or fail(text, at), 16)
  if high < 0xd800 or high > 0xdbff then
    return utf8.char(high), at + 5
  end
  local low = tonumber(text:match('^\\u(%x%x%x%x)', at + 5) or fail(text, at), 16)
  return utf8.char(0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00)), at + 11
end

local function readString(text, at)
  local pieces = {}
  at = at + 1
  while true do
    local plain, stop = text:match('^([^"\\]*)()', at)
    pieces[#pieces + 1] = plain
    local mark = text:sub(stop, stop)
    if mark == '"' then
      return table.concat(pieces), stop + 1
    elseif mark == '' then
      fail(text, at)
    end
    local escaped = text:sub(stop + 1, stop + 1)
    if escaped == 'u' then
      pieces[#pieces + 1], at = unicodeEscape(text, stop + 1)
    else
      pieces[#pieces + 1], at = ESCAPES[escaped] or escaped, stop + 2
    end
  end
end

local readValue

--- What stands between brackets, separated by commas: `readOne(at)` takes one and returns where it ends.
local function readList(text, at, closing, readOne)
  at = skipSpace(text, at + 1)
  if text:sub(at, at) == closing then
    return at + 1
  end
  while true do
    at = skipSpace(text, readOne(at))
    local mark = text:sub(at, at)
    if mark == closing then
      return at + 1
    elseif mark ~= ',' then
      fail(text, at)
    end
    at = skipSpace(text, at + 1)
  end
end

local function readObject(text, at)
  local object = {}
  return object, readList(text, at, '}', function(here)
    local key, after = readString(text, here)
    after = skipSpace(text, after)
    if text:sub(after, after) ~= ':' then
      fail(text, after)
    end
    object[key], after = readValue(text, skipSpace(text, after + 1))
    return after
  end)
end

local function readArray(text, at)
  local array, length = {}, 0
  return array, readList(text, at, ']', function(here)
    local after
    length = length + 1
    array[length], after = readValue(text, here)
    return after
  end)
end

function readValue(text, at)
  local mark = text:sub(at, at)
  if mark == '{' then
    return readObject(text, at)
  elseif mark == '[' then
    return readArray(text, at)
  elseif mark == '"' then
    return readString(text, at)
  end
  local word, after = text:match('^([%w+.-]+)()', at)
  if word == 'true' or word == 'false' then
    return word == 'true', after
  elseif word == 'null' then
    return nil, after
  end
  local number = tonumber(word)
  if number == nil then
    fail(text, at)
  end
  return number, after
end

--- The value of a text that is one JSON value. Returns `nil` and why where it is none, as when a line is not complete yet.
function json.decode(text)
  local isJson, value, after = pcall(function()
    return readValue(text, skipSpace(text, 1))
  end)
  if not isJson then
    return nil, value
  elseif skipSpace(text, after) <= #text then
    return nil, 'more than one JSON value'
  end
  return value
end

return json
