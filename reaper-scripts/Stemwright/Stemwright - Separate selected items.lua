-- @description Stemwright: separate items into stems, accompany and generate, with a daemon on this machine
-- @author Stemwright
-- @version 0.1.0
-- @about
--   Actions that make stems (bass, drums, guitar, piano: those of the model) inside Reaper, with the daemon of Stemwright, which they start:
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
local batch = require('lib.batch')
local daemon = require('lib.daemon')
local placement = require('lib.placement')
local project = require('lib.project')
local settings = require('lib.settings')
local sourceItems = require('lib.source_items')
local stemFiles = require('lib.stem_files')
local task = require('lib.task')

local chosen = settings.read()

local function options()
  if chosen.stems == '' then
    return 'preset', chosen.preset
  end
  return 'preset', chosen.preset, 'stems', chosen.stems
end

task.run('job', function()
  local items = sourceItems.selected(chosen)
  local stemwright <close> = daemon.open(chosen)
  local looks = stemwright:looks()
  local done, raised = batch.run(items, function(item, progress)
    local wav <close> = project.temporaryWav(chosen, item.name)
    audioReader.write(audioReader.ofItem(item), wav.path, function()
      progress('Reading')
    end)
    local stems = stemwright:run('separate', { wav.path, options() }, function(fraction, etaSeconds)
      progress('Separating', fraction, etaSeconds)
    end)
    item.stems = stemFiles.keep(stems, item.name)
  end)
  -- work of minutes is not thrown away for what comes after it
  if #done > 0 then
    placement.ofItems(done, looks, chosen)
  end
  if raised ~= nil then
    error(raised, 0)
  end
end)
