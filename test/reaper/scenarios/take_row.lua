-- One row of the README's table of what items and takes may have: its stems sound like it, or it is refused and nothing changes.
-- STAND_IN_ROW: the row's first cell; empty: all rows are told, one a line.

local model = require('stand_in.model')
local world = require('world')

local FRAMES <const> = 4800

--- A source inside a source.
local function within(source, values)
  local inner = { kind = 'PCM_source', parent = source, rateHz = source.rateHz, channels = source.channels, frames = source.frames }
  for key, value in pairs(values) do
    inner[key] = value
  end
  return inner
end

local function addEnvelope(take, name, isActive)
  take.envelopes[1] = { kind = 'TrackEnvelope', name = name, isActive = isActive, at = function(seconds) return 1 - seconds end }
end

--- Each changes an item of 0.25 s and its take.
local RIGHT <const> = {
  ['its source reversed'] = function(_, take)
    take.source = within(take.source, { isReversed = true })
  end,
  ['a section of a file as its source'] = function(_, take)
    take.source = within(take.source, { offsetFrames = 800, frames = 2400 })
  end,
  ['a reversed section'] = function(_, take)
    take.source = within(within(take.source, { offsetFrames = 800, frames = 2400 }), { isReversed = true })
  end,
  ['a section that is looped'] = function(item, take)
    take.source = within(take.source, { offsetFrames = 800, frames = 900 })
    item.values.B_LOOPSRC = 1
  end,
  ['a playback rate'] = function(_, take)
    take.values.D_PLAYRATE = 1.3
  end,
  ['stretch markers'] = function(_, take)
    take.stretch = { { at = 0, source = 0.1 }, { at = 0.1, source = 0.3 }, { at = 0.2, source = 0.35 } }
  end,
  ['a channel mode'] = function(_, take)
    take.values.I_CHANMODE = 3
  end,
  ['volume, pan and polarity of its take'] = function(_, take)
    take.values.D_VOL, take.values.D_PAN = -0.6, 0.4
  end,
  ['volume and fades'] = function(item)
    item.values.D_VOL, item.values.D_FADEINLEN, item.values.D_FADEOUTLEN = 0.7, 0.05, 0.1
  end,
  ['several takes'] = function(item, take)
    local other = model.newTake(item)
    other.name, other.source, other.values.D_STARTOFFS = 'other', take.source, 0.2
    item.active = other
  end,
  ['beats as its timebase'] = function(item)
    item.values.C_BEATATTACHMODE = 1
  end,
  ['a bypassed take envelope'] = function(_, take)
    addEnvelope(take, 'Volume', false)
  end,
  ['bypassed take FX'] = function(_, take)
    take.fx = { { isEnabled = false } }
  end,
}

--- The same, and returns what the refusal says.
local REFUSED <const> = {
  ['a take volume envelope'] = function(_, take)
    addEnvelope(take, 'Volume', true)
    return 'has a take envelope (Volume)'
  end,
  ['a take pan, mute or pitch envelope'] = function(_, take)
    addEnvelope(take, 'Pitch', true)
    return 'has a take envelope (Pitch)'
  end,
  ['take FX'] = function(_, take)
    take.fx = { { isEnabled = false }, { isEnabled = true } }
    return 'has take FX'
  end,
  ['spectral edits'] = function(_, take)
    take.values['IP_SPECEDIT:CNT'] = 1
    return 'has spectral edits'
  end,
  ['all takes playing'] = function(item, take)
    model.newTake(item).source = take.source
    item.values.B_ALLTAKESPLAY = 1
    return 'plays all its takes at once'
  end,
  ['auto-stretch at tempo changes'] = function(item)
    item.values.C_BEATATTACHMODE, item.values.C_AUTOSTRETCH = 1, 1
    return 'is stretched along the project’s tempo'
  end,
  ['a source that is as long as the tempo makes it'] = function(_, take)
    take.source.isInBeats = true
    return 'is as long as the tempo makes it'
  end,
  ['MIDI'] = function(_, take)
    take.source.isMidi = true
    return 'is MIDI'
  end,
}

local row = os.getenv('STAND_IN_ROW')
if row == '' then
  for kind, rows in pairs({ right = RIGHT, refused = REFUSED }) do
    for name in pairs(rows) do
      print(('%s: %s'):format(name, kind))
    end
  end
  return
end

local host = world.open()
local track = world.addTrack(host, 'Band')
local path = world.recording('band', { seconds = FRAMES / world.RATE_HZ })
local item = world.addItem(host, track, path, { D_POSITION = 1, D_LENGTH = 0.25, B_LOOPSRC = 0 })
local refusal = assert(RIGHT[row] or REFUSED[row], 'no such row')(item, item.active)
local before = world.played({ item }, world.RATE_HZ, 0.9, 1.4)
world.run(host, 'Separate selected items')

if refusal ~= nil then
  world.onlyMessage(host, '"band" ' .. refusal, 1)
  world.equal(world.leftFiles(), '', 'files')
  return
end
world.noMessage(host)
local stems = world.itemsOutside(host, { track })
world.equal(#stems, 4, 'stems')
world.sameSound(world.played(stems, world.RATE_HZ, 0.9, 1.4), before, row)
-- and when the tempo changes, they go where the original goes
item.values.B_MUTE = 0
model.slowDown(host.project, 1.25)
-- up to its last frames: what comes after these in the file is not in the stems
local last <const> = item.values.D_POSITION + item.values.D_LENGTH - 2 / world.RATE_HZ
world.sameSound(world.played(stems, world.RATE_HZ, 0.9, last), world.played({ item }, world.RATE_HZ, 0.9, last), row .. ', slower', 1e-6)
