-- A stand-in for Reaper: the functions that the scripts call, over projects in memory and sound in WAV files, with Reaper's refusals,
-- whose sources are named where they are. A script runs as it does there, one call of its defer loop after the other, until it defers
-- no more.

local actionFunctions = require('stand_in.action_functions')
local model = require('stand_in.model')
local projectFunctions = require('stand_in.project_functions')
local signatures = require('stand_in.signatures')
local standInGfx = require('stand_in.gfx')
local systemFunctions = require('stand_in.system_functions')
local takeFunctions = require('stand_in.take_functions')

local standIn = {}
standIn.__index = standIn

local TICK_SECONDS <const> = 0.004
local LIMIT_SECONDS <const> = 300
local ENDS_WHEN_RUN_AGAIN <const> = 1

--- `options`: mediaFolder, hasSocket; and resourcePath, `lacks` (functions of later versions), trackDefaults (values of new tracks),
--- display (gfx.lua).
function standIn.new(options)
  package.preload['socket.core'] = nil
  local core = require('socket.core')
  local project = model.create(options.mediaFolder)
  local self = setmetatable({
    project = project,
    tabs = { list = { project }, inFront = project, trackDefaults = options.trackDefaults or {} },
    options = options,
    extState = {},
    messages = {},
    answers = {},
    commands = {},
    deferred = {},
    atExit = {},
    openAccessors = 0,
    uiLocks = 0,
    blocks = 0,
    processes = {},
    actionOptions = 0,
    isLit = false,
    now = core.gettime,
    sleep = core.sleep,
    gfx = standInGfx.new(options.display),
  }, standIn)
  self:install()
  return self
end

--- The user opens another tab, which is in front then.
function standIn:openTab(mediaFolder)
  local tab = model.create(mediaFolder)
  table.insert(self.tabs.list, tab)
  self.tabs.inFront = tab
  return tab
end

--- The user closes a tab; the first of the others is in front then.
function standIn:closeTab(tab)
  table.remove(self.tabs.list, model.indexOf(self.tabs.list, tab))
  self.tabs.inFront = self.tabs.list[1]
end

function standIn:install()
  local functions = {}
  projectFunctions.add(functions, self.tabs)
  takeFunctions(functions, self)
  systemFunctions(functions, self)
  actionFunctions(functions, self)
  for _, name in ipairs(self.options.lacks or {}) do
    functions[name] = nil
  end
  local api = {}
  local function isValid(pointer)
    if pointer.kind == 'ReaProject' then
      return model.indexOf(self.tabs.list, pointer) ~= nil
    end
    return model.projectOf(self.tabs.list, pointer) ~= nil
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

--- The user runs the action once more while it runs: true, for Reaper to end it, where it has asked for that.
function standIn:runAgain()
  assert(self.actionOptions & ENDS_WHEN_RUN_AGAIN ~= 0, 'Reaper would ask the user what to do')
  return true
end

--- Runs a script to its end. `onTick(seconds)` acts as the user between two calls; what it returns as true ends the script as
--- Reaper's action list would.
function standIn:run(path, onTick)
  self.script, self.deferred, self.atExit, self.actionOptions = path, {}, {}, 0
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
  assert(not self.isLit, 'a toolbar button is lit')
  assert(not self.isToolbarOld, 'a toolbar button is not drawn anew')
end

return standIn
