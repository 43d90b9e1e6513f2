-- @noindex

-- Generates a band as long as the time selection, another one each time:
--
--     daemon -> stems -> a folder of new tracks below the selected track, or at the end

local folder = select(2, reaper.get_action_context()):match('^(.*[/\\])')
package.path = folder .. '?.lua;' .. package.path

local daemon = require('lib.daemon')
local placement = require('lib.placement')
local project = require('lib.project')
local seeds = require('lib.seeds')
local settings = require('lib.settings')
local stemFiles = require('lib.stem_files')
local task = require('lib.task')

local chosen = settings.read()

task.run('job', function()
  local first, last = project.neededTimeSelection()
  local above = reaper.GetSelectedTrack(project.HELD, 0)
  local stemwright <close> = daemon.open(chosen)
  local looks = stemwright:looks()
  local seed = seeds.new()
  local stems = stemwright:run('generate', { last - first, 'preset', chosen.preset, 'seed', seed }, function(fraction, etaSeconds)
    task.progress(fraction, etaSeconds, 'Generating')
  end)
  local name = ('generated %d'):format(seed)
  local result = { name = name, startSeconds = first, lengthSeconds = last - first, stems = stemFiles.keep(stems, name) }
  if above ~= nil then
    project.check(above, 'MediaTrack*', 'The selected track')
  end
  placement.ofTimeSelection(result, looks, 'generate', above, 'Generated')
end)
