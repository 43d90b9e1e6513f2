-- The menu shows what is set, keeps what is chosen, and asks again where something typed makes no sense. Cancel says so when nothing
-- runs.

local world = require('world')

local host = world.open({ port = 'nonsense', token = 'secret words' })
host.extState['stemwright/command'], host.extState['stemwright/preset'] = nil, nil

local function choose(...)
  host.gfx.choices, host.gfx.menus = { ... }, {}
  world.run(host, 'Settings')
end

local function stored(key)
  return host.extState['stemwright/' .. key]
end

--- The entries of the menu that was shown last, and which of them are checked.
local function shown()
  local texts, checked = {}, {}
  for _, entry in ipairs(host.gfx.menus[#host.gfx.menus]) do
    texts[#texts + 1] = entry.path
    checked[#checked + 1] = entry.isChecked and entry.path or nil
  end
  return table.concat(texts, '; '), table.concat(checked, '; ')
end

-- what is stored and makes no sense is not shown, and secrets are not either; left without a choice, nothing has changed
choose()
local texts, checked = shown()
world.equal(checked, 'Stems go to > Tracks below; The original > Is muted; Time selection > Only what is inside; Quality > Standard', 'checked')
assert(texts:find('Port of the daemon: found by itself...', 1, true), texts)
assert(texts:find('Token of the daemon: is set...', 1, true) and not texts:find('secret words', 1, true), texts)
world.equal(stored('preset'), nil, 'quality')

choose('Stems go to > The item’s place', 'The original > Goes on to play', 'Time selection > Whole items', 'Quality > Best')
world.equal(table.concat({ stored('placement'), stored('original'), stored('timeSelection'), stored('preset') }, ', '),
  'in place, keep, no, best', 'what was chosen')
world.equal(select(2, shown()), 'Stems go to > The item’s place; The original > Goes on to play; Time selection > Whole items; Quality > Best',
  'checked afterwards')

-- stems are chosen from those of the model that was used last, but not none of them
host.extState['stemwright/stemNames'] = 'bass,drums,strings'
choose('Stems > drums')
world.equal(stored('stems'), 'bass,strings', 'without drums')
choose('Stems > bass', 'Stems > strings')
world.equal(stored('stems'), 'strings', 'the last one stays')
choose('Stems > bass', 'Stems > drums')
world.equal(stored('stems'), '', 'all of them')

-- what is typed
host.answers = { '70000', ' 9131 ', '', 'node main.js', '/tmp/x, y' }
local port = 'Port of the daemon: found by itself...'
choose(port, port, 'Token of the daemon: is set...', 'Command line without LuaSocket: stemwright...',
  'Folder for audio to the daemon: found by itself...')
world.equal(#host.messages, 1, 'messages')
assert(host.messages[1]:find('got "70000"', 1, true), host.messages[1])
for key, value in pairs({ port = '9131', token = '', command = 'node main.js', exchangeFolder = '/tmp/x, y' }) do
  world.equal(stored(key), value, key)
end

host.messages = {}
world.run(host, 'Cancel')
world.onlyMessage(host, 'Nothing is running.', 0)
