-- @noindex
-- Razor edits: the areas the user has drawn over tracks. Reaper tells those of a track as text:
--
--     first last, first last "envelope", first last "" top bottom, ...
--
-- in seconds, and from 0 to 1 of the track's height where its items lie in lanes. Areas over envelopes are none of items.

local project = require('lib.project')

local razorEdits = {}

--- a difference that no lane has
local SAME_HEIGHT <const> = 1e-3

local function areasOf(track)
  local _, text = reaper.GetSetMediaTrackInfo_String(track, 'P_RAZOREDITS_EXT', '', false)
  local areas = {}
  for area in text:gmatch('[^,]+') do
    local first, last, rest = area:match('^%s*(%S+)%s+(%S+)(.*)$')
    if first ~= nil and (rest:match('"(.-)"') or '') == '' then
      local top, bottom = rest:match('"%s+(%S+)%s+(%S+)')
      areas[#areas + 1] = {
        first = tonumber(first), last = tonumber(last), top = tonumber(top or 0), bottom = tonumber(bottom or 1),
      }
    end
  end
  table.sort(areas, function(a, b) return a.first < b.first end)
  return areas
end

local function isInHeight(item, area)
  if area.top <= 0 and area.bottom >= 1 then
    return true
  end
  local top = reaper.GetMediaItemInfo_Value(item, 'F_FREEMODE_Y')
  local bottom = top + reaper.GetMediaItemInfo_Value(item, 'F_FREEMODE_H')
  return top < area.bottom - SAME_HEIGHT and bottom > area.top + SAME_HEIGHT
end

--- Calls `found(item, first, last)` for each item that an area goes over, from left to right; returns whether there is any area.
function razorEdits.each(found)
  local isAny = false
  for _, track in ipairs(project.tracks()) do
    for _, area in ipairs(areasOf(track)) do
      isAny = true
      for i = 0, reaper.CountTrackMediaItems(track) - 1 do
        local item = reaper.GetTrackMediaItem(track, i)
        if isInHeight(item, area) then
          found(item, area.first, area.last)
        end
      end
    end
  end
  return isAny
end

return razorEdits
