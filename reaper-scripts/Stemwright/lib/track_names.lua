-- @noindex
-- What a track's name says: which stem it holds. Names of stems, their labels and the aliases of the model's card count as whole words,
-- in the singular or the plural: "GTR_2" and "Gtrs L" are guitars, "Bassoon" is no bass.

local trackNames = {}

--- shorter words have no plural: "bs" is a bass
local LEAST_PLURAL <const> = 4

--- "drums" and "drum" are the same word; "bass" ends as it does.
local function singular(word)
  if #word >= LEAST_PLURAL and word:find('[^s]s$') then
    return word:sub(1, -2)
  end
  return word
end

--- The words and the numbers of a text, in lower case: "GtrL2" has three. All that is not ASCII is letters.
local function wordsOf(text)
  local words = {}
  local apart = text:gsub('(%l)(%u)', '%1 %2'):gsub('%d+', ' %0 '):lower()
  for word in apart:gmatch('[%w\128-\255]+') do
    words[#words + 1] = singular(word)
  end
  return words
end

local function isAt(words, sought, at)
  for i, word in ipairs(sought) do
    if words[at + i - 1] ~= word then
      return false
    end
  end
  return #sought > 0
end

--- Calls `found(first, last)` for each place in a name, as words, that is about a stem.
local function eachMention(words, stem, looks, found)
  for _, text in ipairs({ stem, looks:label(stem), table.unpack(looks:aliases(stem)) }) do
    local sought = wordsOf(text)
    for at = 1, #words - #sought + 1 do
      if isAt(words, sought, at) then
        found(at, at + #sought - 1)
      end
    end
  end
end

--- The stem that a track's name is about, or nil: "Drums", "drum bus". Of several the one that is named last: "Kick (bass drum)" is
--- drums; and of those that end together the longest: a bass guitar is a bass.
function trackNames.stemOf(name, looks)
  local words = wordsOf(name)
  local best, bestFirst, bestLast = nil, 0, 0
  for _, stem in ipairs(looks.names) do
    eachMention(words, stem, looks, function(first, last)
      if last > bestLast or (last == bestLast and first < bestFirst) then
        best, bestFirst, bestLast = stem, first, last
      end
    end)
  end
  return best
end

return trackNames
