-- A stand-in for Reaper: the functions that the scripts call, over a project in memory and sound in WAV files, with Reaper's
-- refusals. A script runs as it does there, one call of its defer loop after the other, until it defers no more.

local model = require('stand_in.model')
local projectFunctions = require('stand_in.project_functions')
local signatures = require('stand_in.signatures')
local sound = require('stand_in.sound')
local standInGfx = require('stand_in.gfx')
local wav = require('stand_in.wav')

local standIn = {}
standIn.__index = standIn

local TICK_SECONDS <const> = 0.004
local LIMIT_SECONDS <const> = 300
local KNOWN_COMMANDS <const> = { [40047] = true }

--- Reaper's arrays: numbers by index from 1 on, and functions that are called with a dot.
local function newArray(size)
  local array = { isArray = true, size = size }
  function array.clear()
    for i = 1, size do
      array[i] = 0
    end
  end
  function array.table(first, count)
    assert(first >= 1 and first + count - 1 <= size, 'beyond the array')
    return table.move(array, first, first + count - 1, 1, {})
  end
  array.clear()
  return array
end

local function newSource(path)
  local source = wav.read(path)
  if source == nil then
    return nil
  end
  source.kind, source.path = 'PCM_source', path
  return source
end

--- `options`: mediaFolder, hasSocket.
function standIn.new(options)
  local core = require('socket.core')
  local self = setmetatable({
    project = model.create(),
    options = options,
    extState = {},
    messages = {},
    answers = {},
    deferred = {},
    atExit = {},
    openAccessors = 0,
    uiLocks = 0,
    blocks = 0,
    processes = {},
    now = core.gettime,
    sleep = core.sleep,
    gfx = standInGfx.new(),
  }, standIn)
  self:install()
  return self
end

function standIn:audioFunctions(functions)
  local function accessor(owner, channels, at)
    self.openAccessors = self.openAccessors + 1
    return { kind = 'AudioAccessor', owner = owner, channels = channels, at = at }
  end

  function functions.CreateTakeAudioAccessor(take)
    return accessor(take, take.source.channels, function(channel, seconds)
      return sound.takeAt(take, channel, seconds)
    end)
  end

  function functions.CreateTrackAudioAccessor(track)
    return accessor(track, track.values.I_NCHAN, function(channel, seconds)
      return sound.trackAt(track, channel, seconds)
    end)
  end

  function functions.DestroyAudioAccessor(given)
    given.isDestroyed = true
    self.openAccessors = self.openAccessors - 1
  end

  -- Fewer channels than the source has are not a mix of them: Reaper gives the first of what it would play.
  function functions.GetAudioAccessorSamples(given, rateHz, channels, seconds, frames, buffer)
    assert(channels == given.channels, 'an accessor must be asked for all channels of its source')
    assert(buffer.size >= frames * channels, 'the buffer is too small')
    local source = given.owner.source
    if source ~= nil and source.isOffline then
      return 0
    end
    for frame = 0, frames - 1 do
      for channel = 0, channels - 1 do
        buffer[frame * channels + channel + 1] = given.at(channel, seconds + frame / rateHz)
      end
    end
    return 1
  end

  functions.new_array = newArray
  functions.PCM_Source_CreateFromFile = newSource

  function functions.GetMediaSourceFileName(source)
    return source.path or ''
  end

  function functions.GetMediaSourceParent(source)
    return source.parent
  end

  function functions.GetMediaSourceNumChannels(source)
    return source.channels
  end

  function functions.GetMediaSourceSampleRate(source)
    return source.isOffline and 0 or source.rateHz
  end
end

function standIn:undoFunctions(functions)
  function functions.Undo_BeginBlock()
    self.blocks = self.blocks + 1
    self.before = self.before or model.snapshot(self.project)
  end

  function functions.Undo_EndBlock(name)
    assert(self.blocks > 0, 'Undo_EndBlock without Undo_BeginBlock')
    self.blocks = self.blocks - 1
    if self.blocks == 0 then
      table.insert(self.project.history, { name = name, before = self.before })
      self.before = nil
    end
  end

  function functions.Undo_DoUndo2()
    assert(self.blocks == 0, 'undo inside an undo block')
    local last = table.remove(self.project.history)
    if last ~= nil then
      model.restore(self.project, last.before)
    end
    return last ~= nil and 1 or 0
  end

  function functions.PreventUIRefresh(step)
    self.uiLocks = self.uiLocks + step
    assert(self.uiLocks >= 0, 'PreventUIRefresh released more often than taken')
  end

  function functions.UpdateArrange() end

  function functions.TrackList_AdjustWindows() end

  function functions.Main_OnCommand(command)
    assert(KNOWN_COMMANDS[command], 'the stand-in knows no command ' .. command)
  end
end

function standIn:hostFunctions(functions)
  function functions.GetProjectPath()
    return self.options.mediaFolder
  end

  function functions.GetResourcePath()
    return '/nowhere'
  end

  function functions.RecursiveCreateDirectory(path)
    os.execute("mkdir -p '" .. path:gsub("'", "'\\''") .. "'")
    return 1
  end

  function functions.EnumerateSubdirectories(path, index)
    local listing = io.popen("ls -1 -p '" .. path .. "' | grep '/$'")
    local names = {}
    for name in listing:lines() do
      names[#names + 1] = name:sub(1, -2)
    end
    listing:close()
    return names[index + 1]
  end

  function functions.file_exists(path)
    local file = io.open(path, 'rb')
    if file ~= nil then
      file:close()
    end
    return file ~= nil
  end

  -- Reaper waits for a process that it is not told to leave alone, and all of Reaper with it.
  function functions.ExecProcess(command, timeoutMs)
    assert(timeoutMs < 0, 'this would hold up Reaper')
    table.insert(self.processes, command)
    os.execute(command .. ' </dev/null >/dev/null 2>&1 &')
    return ''
  end

  function functions.time_precise()
    return self.now()
  end

  function functions.ShowMessageBox(message)
    table.insert(self.messages, message)
    return 1
  end

  function functions.GetUserInputs(_, count, captions, values)
    local answer = table.remove(self.answers, 1)
    self.asked = { count = count, captions = captions, values = values }
    return answer ~= nil, answer or values
  end

  function functions.ColorToNative(r, g, b)
    return r | g << 8 | b << 16
  end

  function functions.HasExtState(section, key)
    return self.extState[section .. '/' .. key] ~= nil
  end

  function functions.GetExtState(section, key)
    return self.extState[section .. '/' .. key] or ''
  end

  function functions.SetExtState(section, key, value)
    self.extState[section .. '/' .. key] = value
  end

  function functions.DeleteExtState(section, key)
    self.extState[section .. '/' .. key] = nil
  end

  function functions.get_action_context()
    return false, self.script, 0, 0, 0, 0, 0, ''
  end

  function functions.defer(callback)
    table.insert(self.deferred, callback)
    return true
  end

  function functions.atexit(callback)
    table.insert(self.atExit, callback)
    return true
  end
end

function standIn:install()
  local functions = projectFunctions(self.project)
  self:audioFunctions(functions)
  self:undoFunctions(functions)
  self:hostFunctions(functions)
  local api = {}
  local function isValid(pointer)
    return model.holds(self.project, pointer)
  end
  for name, implementation in pairs(functions) do
    api[name] = signatures.checked(name, implementation, isValid)
  end
  _G.reaper, _G.gfx = api, self.gfx
  self.api = api
  -- as it is for a script in Reaper: only what it finds by itself
  package.loaded['socket.core'] = nil
  package.preload['socket.core'] = not self.options.hasSocket and function() error('not installed', 0) end or nil
end

--- After each call of a script nothing may be left half done: Reaper draws, and the user acts.
function standIn:checkBetweenCalls()
  assert(self.blocks == 0, 'an undo block is open')
  assert(self.uiLocks == 0, 'the user interface is locked')
end

--- Runs a script to its end. `onTick(seconds)` acts as the user between two calls; what it returns as true ends the script as
--- Reaper's action list would.
function standIn:run(path, onTick)
  self.script, self.deferred, self.atExit = path, {}, {}
  for name in pairs(package.loaded) do
    -- each script has a Lua state of its own
    package.loaded[name] = not name:match('^lib%.') and package.loaded[name] or nil
  end
  local searchPath, began = package.path, self.now()
  dofile(path)
  self:checkBetweenCalls()
  while #self.deferred > 0 do
    assert(self.now() - began < LIMIT_SECONDS, 'the script does not end')
    self.sleep(TICK_SECONDS)
    if onTick ~= nil and onTick(self.now() - began) then
      break
    end
    local calls = self.deferred
    self.deferred = {}
    for _, call in ipairs(calls) do
      call()
      self:checkBetweenCalls()
    end
  end
  for _, call in ipairs(self.atExit) do
    call()
  end
  package.path = searchPath
  assert(self.openAccessors == 0, 'an audio accessor is left')
  assert(not self.gfx.isOpen, 'a window is left')
end

return standIn
