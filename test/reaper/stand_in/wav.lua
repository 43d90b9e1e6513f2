-- WAV files as the stand-in's sources: 16-bit PCM and 32-bit float, read whole. Written apart from the scripts' own writer, so that
-- they do not check themselves.

local wav = {}

local FORMATS <const> = {
  [1 << 8 | 16] = { code = '<i2', scale = 1 / 32768 },
  [3 << 8 | 32] = { code = '<f', scale = 1 },
}

--- `{ rateHz, channels, frames, samples }`, samples interleaved; nil where there is no such file.
function wav.read(path)
  local file = io.open(path, 'rb')
  if file == nil then
    return nil
  end
  local bytes = file:read('a')
  file:close()
  assert(bytes:sub(1, 4) == 'RIFF' and bytes:sub(9, 12) == 'WAVE', path .. ' is no WAV file')
  assert(string.unpack('<I4', bytes, 5) == #bytes - 8, path .. ' has a wrong length')
  local found, at = {}, 13
  while at < #bytes do
    local name, length = string.unpack('<c4I4', bytes, at)
    found[name] = { at = at + 8, length = length }
    at = at + 8 + length + length % 2
  end
  local tag, channels, rateHz, _, _, bits = string.unpack('<I2I2I4I4I2I2', bytes, found['fmt '].at)
  local format = assert(FORMATS[tag << 8 | bits], ('%s: format %d of %d bits'):format(path, tag, bits))
  local samples = {}
  for i = 1, found['data'].length * 8 // bits do
    samples[i] = string.unpack(format.code, bytes, found['data'].at + (i - 1) * bits // 8) * format.scale
  end
  return { rateHz = rateHz, channels = channels, frames = #samples // channels, samples = samples }
end

--- Writes 16-bit PCM: `sample(frame, channel)` in [-1, 1), both from 0 on.
function wav.write(path, rateHz, channels, frames, sample)
  local pieces = {}
  for frame = 0, frames - 1 do
    for channel = 0, channels - 1 do
      pieces[#pieces + 1] = string.pack('<i2', math.floor(sample(frame, channel) * 32767))
    end
  end
  local data = table.concat(pieces)
  local file = assert(io.open(path, 'wb'))
  file:write(string.pack('<c4I4c4', 'RIFF', 36 + #data, 'WAVE'))
  file:write(string.pack('<c4I4I2I2I4I4I2I2', 'fmt ', 16, 1, channels, rateHz, rateHz * channels * 2, channels * 2, 16))
  file:write(string.pack('<c4I4', 'data', #data), data)
  assert(file:close())
end

return wav
