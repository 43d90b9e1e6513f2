-- The arrange view of a stand-in's project as an SVG picture: track panels, items in their colours with their waveforms and names, the
-- time selection. Muted items are pale. What Reaper draws, not how it draws it.

local arrangeView = {}

local PANEL <const>, LANES <const>, RULER <const>, ROW <const> = 190, 810, 24, 62
--- as high as waveforms are drawn: quiet music has to be seen
local ZOOM <const> = 2
local NO_COLOUR <const> = { 110, 118, 126 }

--- I_CUSTOMCOLOR as the stand-in's ColorToNative made it.
local function rgb(native)
  if native == 0 then
    return NO_COLOUR
  end
  local value = math.floor(native)
  return { value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff }
end

local function css(colour, towardsWhite)
  local mixed = {}
  for i = 1, 3 do
    mixed[i] = math.floor(colour[i] + (255 - colour[i]) * (towardsWhite or 0))
  end
  return ('rgb(%d,%d,%d)'):format(table.unpack(mixed))
end

local function escaped(text)
  return text:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('"', '&quot;')
end

--- The outline of a take's first channel, a column a pixel.
local function waveform(item, left, width, middle, half)
  local take = item.active
  local source = take.source
  local upper, lower = {}, {}
  for column = 0, width - 1 do
    local first = math.floor((take.values.D_STARTOFFS + column / width * item.values.D_LENGTH) * source.rateHz)
    local last = math.floor((take.values.D_STARTOFFS + (column + 1) / width * item.values.D_LENGTH) * source.rateHz)
    local least, most = 0, 0
    for frame = first, math.min(last, source.frames) - 1 do
      local value = source.samples[frame * source.channels + 1]
      least, most = math.min(least, value), math.max(most, value)
    end
    upper[#upper + 1] = ('%d,%.1f'):format(left + column, middle - half * math.min(1, ZOOM * most))
    table.insert(lower, 1, ('%d,%.1f'):format(left + column, middle - half * math.max(-1, ZOOM * least)))
  end
  return table.concat(upper, ' ') .. ' ' .. table.concat(lower, ' ')
end

local function drawItem(out, item, colour, top, scale)
  local left = PANEL + math.floor(item.values.D_POSITION * scale)
  local width = math.max(1, math.floor(item.values.D_LENGTH * scale))
  local pale = item.values.B_MUTE == 1 and 0.7 or 0
  out(('<rect x="%d" y="%d" width="%d" height="%d" rx="3" fill="%s" stroke="%s"/>')
    :format(left, top + 3, width, ROW - 6, css(colour, 0.55 + 0.35 * pale), css(colour, pale)))
  out(('<polygon points="%s" fill="%s"/>'):format(waveform(item, left, width, top + 37, 21), css(colour, pale)))
  local label = item.active.name .. (item.values.B_MUTE == 1 and ' (muted)' or '')
  out(('<text x="%d" y="%d" class="item">%s</text>'):format(left + 5, top + 15, escaped(label)))
end

local function drawTrack(out, track, row, depth, scale)
  local top = RULER + (row - 1) * ROW
  local colour = rgb(track.values.I_CUSTOMCOLOR)
  out(('<rect x="0" y="%d" width="%d" height="%d" fill="#eceef0"/>'):format(top, PANEL + LANES, ROW - 1))
  out(('<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>'):format(14 * depth, top, 8, ROW - 1, css(colour)))
  local mark = track.values.I_FOLDERDEPTH == 1 and ' ▾' or ''
  out(('<text x="%d" y="%d" class="track">%d  %s%s</text>'):format(14 * depth + 16, top + 36, row, escaped(track.name), mark))
  for _, item in ipairs(track.items) do
    drawItem(out, item, colour, top, scale)
  end
end

--- The picture of `seconds` of a project.
function arrangeView.svg(host, seconds)
  local pieces = {}
  local function out(piece)
    pieces[#pieces + 1] = piece
  end
  local tracks, scale = host.project.tracks, LANES / seconds
  local height = RULER + #tracks * ROW
  out(('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif">'):format(PANEL + LANES, height))
  out('<style>.track{font-size:14px;fill:#222}.item{font-size:11px;fill:#222}.ruler{font-size:11px;fill:#555}</style>')
  out(('<rect width="%d" height="%d" fill="#d4d7da"/>'):format(PANEL + LANES, height))
  for second = 0, math.floor(seconds) do
    out(('<text x="%d" y="16" class="ruler">%d s</text>'):format(PANEL + math.floor(second * scale) + 2, second))
  end
  local depth = 0
  for row, track in ipairs(tracks) do
    drawTrack(out, track, row, depth, scale)
    depth = depth + math.floor(track.values.I_FOLDERDEPTH)
  end
  local first, last = table.unpack(host.project.timeSelection)
  if last > first then
    out(('<rect x="%.1f" y="0" width="%.1f" height="%d" fill="#3a7bd5" fill-opacity="0.12" stroke="#3a7bd5"/>')
      :format(PANEL + first * scale, (last - first) * scale, height))
  end
  out('</svg>\n')
  return table.concat(pieces, '\n')
end

return arrangeView
