-- @noindex
-- Stems on their way from the daemon's output folder to the project's media, where they travel and are backed up with the project.
-- All of them arrive, or none.

local failure = require('lib.failure')
local project = require('lib.project')
local task = require('lib.task')

local stemFiles = {}

local COPY_BYTES <const> = 1 << 20
--- what the daemon writes beside the stems: model, seed, settings
local MANIFEST <const> = 'stems.json'

local function copy(from, to)
  local source = io.open(from, 'rb')
  local target, reason = io.open(to, 'wb')
  local isFine = source ~= nil and target ~= nil
  while isFine do
    local bytes = source:read(COPY_BYTES)
    if bytes == nil then
      break
    end
    isFine, reason = target:write(bytes)
    task.breathe()
  end
  if source ~= nil then
    source:close()
  end
  if target ~= nil then
    local isClosed, closeReason = target:close()
    isFine, reason = isFine and isClosed, reason or closeReason
  end
  return isFine, reason
end

--- Moves a file, on another disk by a copy. Raises `output-failed`, and leaves nothing at `to` then.
local function move(from, to)
  if os.rename(from, to) then
    return
  end
  local guard <close> = setmetatable({ path = to }, {
    __close = function(self)
      if self.path ~= nil then
        os.remove(self.path)
      end
    end,
  })
  local isFine, reason = copy(from, to)
  if not isFine then
    failure.raise('output-failed', ('Cannot write %s: %s. The stems are still in %s.'):format(to, reason, from:match('^(.*)[/\\]')))
  end
  guard.path = nil
  os.remove(from)
end

--- Paths for all stems that no file has yet.
local function freePaths(stems, name)
  local folder = project.stemFolder()
  for number = 1, math.maxinteger do
    local base = number == 1 and name or ('%s %d'):format(name, number)
    local paths, isFree = {}, true
    for i, stem in ipairs(stems) do
      paths[i] = ('%s/%s %s.wav'):format(folder, base, stem.name)
      isFree = isFree and not reaper.file_exists(paths[i])
    end
    if isFree then
      return paths, ('%s/%s.json'):format(folder, base)
    end
  end
end

--- Moves the stems of one job, named after what they were made from. Returns them with their new paths.
function stemFiles.keep(stems, name)
  local paths, manifestPath = freePaths(stems, project.fileName(name))
  local kept = {}
  local allOrNone <close> = setmetatable({}, { __close = function() -- luacheck: ignore allOrNone
    for _, stem in ipairs(#kept < #stems and kept or {}) do
      os.remove(stem.path)
    end
  end })
  for i, stem in ipairs(stems) do
    move(stem.path, paths[i])
    kept[i] = { name = stem.name, path = paths[i] }
  end
  local folder = stems[1] and stems[1].path:match('^(.*)[/\\]')
  if folder ~= nil then
    os.rename(folder .. '/' .. MANIFEST, manifestPath)
    -- only if nothing is left in it
    os.remove(folder)
  end
  return kept
end

return stemFiles
