-- @noindex
-- A WAV file of 32-bit floats that is written from its start to its end:
--
--     RIFF size "WAVE" | fmt 18 | fact 4 | data | interleaved samples, little-endian

local failure = require('lib.failure')

local wavFile = {}
wavFile.__index = wavFile

local FLOAT_TAG <const> = 3
local BYTES_PER_SAMPLE <const> = 4
local HEADER_BYTES <const> = 58
local MAX_BYTES <const> = 0xffffffff
--- so many samples go into one call of string.pack
local PACK_SAMPLES <const> = 240
local PACK_ALL <const> = '<' .. ('f'):rep(PACK_SAMPLES)

local function header(rateHz, channels, frames)
  local frameBytes = channels * BYTES_PER_SAMPLE
  local dataBytes = frames * frameBytes
  return string.pack('<c4I4c4', 'RIFF', HEADER_BYTES - 8 + dataBytes, 'WAVE')
    .. string.pack('<c4I4I2I2I4I4I2I2I2', 'fmt ', 18, FLOAT_TAG, channels, rateHz, rateHz * frameBytes, frameBytes, 32, 0)
    .. string.pack('<c4I4I4', 'fact', 4, frames)
    .. string.pack('<c4I4', 'data', dataBytes)
end

--- Opens a file for `frames` frames of `channels` samples. Raises `output-failed`.
function wavFile.create(path, rateHz, channels, frames)
  if HEADER_BYTES + frames * channels * BYTES_PER_SAMPLE > MAX_BYTES then
    failure.raise('output-failed', 'So much audio does not fit into one WAV file (4 GiB). Choose a shorter stretch with a time selection.')
  end
  local handle, reason = io.open(path, 'wb')
  if handle == nil then
    failure.raise('output-failed', ('Cannot write %s: %s.'):format(path, reason))
  end
  local self = setmetatable({ path = path, handle = handle }, wavFile)
  self:put(header(rateHz, channels, frames))
  return self
end

function wavFile:put(bytes)
  local written, reason = self.handle:write(bytes)
  if written == nil then
    failure.raise('output-failed', ('Cannot write %s: %s.'):format(self.path, reason))
  end
end

--- Appends the first `count` values of an array of samples.
function wavFile:write(samples, count)
  local pieces = {}
  for first = 1, count, PACK_SAMPLES do
    local last = math.min(first + PACK_SAMPLES - 1, count)
    local format = last - first + 1 == PACK_SAMPLES and PACK_ALL or '<' .. ('f'):rep(last - first + 1)
    pieces[#pieces + 1] = format:pack(table.unpack(samples, first, last))
  end
  self:put(table.concat(pieces))
end

--- Ends the file: all of it is with the operating system then. Raises `output-failed`.
function wavFile:finish()
  local closed, reason = self.handle:close()
  self.handle = nil
  if not closed then
    failure.raise('output-failed', ('Cannot write %s: %s.'):format(self.path, reason))
  end
end

--- A file that was not finished is given up.
function wavFile:__close()
  if self.handle ~= nil then
    self.handle:close()
    os.remove(self.path)
  end
end

return wavFile
