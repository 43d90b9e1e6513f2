-- @description Stemwright: separate items into stems, accompany and generate, with a daemon on this machine
-- @author Stemwright
-- @version 0.1.0
-- @about
--   Actions that make stems of bass, drums, guitar and piano inside Reaper, with the daemon that `stemwright serve` starts:
--   separate selected items, accompany or generate into the time selection, mix live stems with Reaper's faders.
-- @provides
--   [main] .
--   [main] Stemwright - Accompany time selection.lua
--   [main] Stemwright - Generate into time selection.lua
--   [main] Stemwright - Live levels.lua
--   [main] Stemwright - Cancel.lua
--   [main] Stemwright - Settings.lua
--   [nomain] lib/*.lua

-- Separates the selected items (their active takes, inside the time selection if there is one) into stems that sum to them:
--
--     item -> what it plays, as a WAV -> daemon -> stems in the project's media -> tracks, takes or items

local folder = select(2, reaper.get_action_context()):match('^(.*[/\\])')
package.path = folder .. '?.lua;' .. package.path

local audioReader = require('lib.audio_reader')
local daemon = require('lib.daemon')
local placement = require('lib.placement')
local project = require('lib.project')
local settings = require('lib.settings')
local sourceItems = require('lib.source_items')
local stemFiles = require('lib.stem_files')
local task = require('lib.task')

local chosen = settings.read()

local function options()
  local pairsOfThem = { 'preset', chosen.preset }
  if chosen.stems ~= '' then
    pairsOfThem[3], pairsOfThem[4] = 'stems', chosen.stems
  end
  return table.unpack(pairsOfThem)
end

--- A file that is only there for the daemon to read it.
local function temporaryWav(name)
  local path = ('%s/%s %d.wav'):format(project.exchangeFolder(chosen), project.fileName(name), math.floor(reaper.time_precise() * 1000))
  return setmetatable({ path = path }, { __close = function() os.remove(path) end })
end

local function separate(stemwright, item, words)
  local wav <close> = temporaryWav(item.name)
  audioReader.write(audioReader.ofItem(item), wav.path, function(fraction)
    task.progress(fraction, nil, 'Reading ' .. words)
  end)
  local stems = stemwright:run('separate', { wav.path, options() }, function(fraction, etaSeconds)
    task.progress(fraction, etaSeconds, 'Separating ' .. words)
  end)
  item.stems = stemFiles.keep(stems, item.name)
end

task.run(function()
  local items = sourceItems.selected(chosen)
  local stemwright <close> = daemon.open(chosen)
  for i, item in ipairs(items) do
    local count = #items > 1 and (' (%d of %d)'):format(i, #items) or ''
    separate(stemwright, item, item.name .. count)
  end
  placement.ofItems(items, chosen)
end)
