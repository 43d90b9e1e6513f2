/**
 * Map files: what they may say, and what is said of those that are wrong.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { BAND_MIDI_MAP } from '../../support/band-stems.js';
import { bind } from '../../../src/control/midi/bind-control.js';
import { midiMapText } from '../../../src/control/midi/midi-map-file.js';
import type { MidiMap } from '../../../src/control/midi/midi-map-schema.js';
import { parseMidiMap } from '../../../src/control/midi/parse-midi-map.js';
import { OperationalError } from '../../../src/operational-error.js';

const PAD = { trigger: { type: 'note', number: 36 }, send: ['/stemwright/generate', 8] };

function complaint(map: unknown): string {
  try {
    parseMidiMap(typeof map === 'string' ? map : JSON.stringify(map), 'my.json');
  } catch (error) {
    assert.ok(error instanceof OperationalError && error.code === 'bad-argument');
    return error.message;
  }
  assert.fail('the map was accepted');
}

const complaintOf = (entry: unknown): string => complaint({ entries: [entry] });

describe('A MIDI map file', () => {
  it('of every kind of trigger and lamp is read as it was written', () => {
    const send = ['/stemwright/impute', '/music/loop', 'bass', 'steps', '$whole(1,20)'] as const;
    const map: MidiMap = {
      entries: [
        { trigger: { type: 'note', channel: 10, number: 36 }, send },
        { trigger: { type: 'control', number: 70 }, send },
        { trigger: { type: 'control14', channel: 1, number: 7 }, send },
        { trigger: { type: 'program', number: 0 }, send: ['/stemwright/model/load', 'band'] },
        { trigger: { type: 'pitchBend', channel: 16 }, send },
      ],
      lamps: [
        { state: 'progress', type: 'control', channel: 1, number: 9, on: 100, off: 3, output: 'X' },
      ],
    };
    assert.deepEqual(parseMidiMap(midiMapText(map), 'my.json'), map);
  });

  it('may leave out lamps, and their values', () => {
    const lamp = { state: 'running', type: 'note', channel: 1, number: 43 };
    const { lamps } = parseMidiMap(JSON.stringify({ entries: [PAD], lamps: [lamp] }), 'my.json');
    assert.deepEqual(lamps, [{ ...lamp, on: 127, off: 0 }]);
    assert.deepEqual(parseMidiMap(JSON.stringify({ entries: [] }), 'my.json').lamps, []);
  });

  it('may send to a stem’s own address, with the value alone', () => {
    const trigger = { type: 'control', number: 7 } as const;
    const sends = (...send: unknown[]) => ({ trigger, send });
    const send = ['/stemwright/live/bass/fader', '$value(0,1)'] as const;
    const map: MidiMap = { entries: [{ trigger, send }], lamps: [] };
    assert.deepEqual(parseMidiMap(midiMapText(map), 'my.json'), map);
    assert.match(
      complaintOf(sends('/stemwright/live/bass/fader', '$value(0,2)')),
      /from 0 to 1, got 2/,
    );
    assert.match(complaintOf(sends('/stemwright/live/*/mute', 1)), /There is no address/);
  });

  it('is the default map when that is written and read', () => {
    assert.deepEqual(parseMidiMap(midiMapText(BAND_MIDI_MAP), 'my.json'), BAND_MIDI_MAP);
  });

  it('that is wrong is refused by a sentence that names the file, the field and what it must be', () => {
    assert.match(complaint('{'), /my\.json: is not JSON/);
    assert.match(complaint([]), /must be an object with "entries"/);
    assert.match(complaint({ entries: [PAD], lamp: [] }), /lamp is not a field of a MIDI map/);
    const trigger = (changes: object) =>
      complaintOf({ ...PAD, trigger: { ...PAD.trigger, ...changes } });
    assert.match(trigger({ channel: 0 }), /entries\.0\.trigger\.channel .*from 1 to 16/);
    assert.match(trigger({ number: 128 }), /entries\.0\.trigger\.number .*from 0 to 127/);
    assert.match(
      trigger({ number: undefined }),
      /must say which note, controller, parameter or program/,
    );
    assert.match(
      trigger({ type: 'knob' }),
      /entries\.0\.trigger\.type must be one of note, control,/,
    );
    assert.match(trigger({ type: 'pitchBend' }), /must be left out/);
    assert.match(trigger({ type: 'control14' }), /must be below 32/);
  });

  it('can ask for what OSC can, and no more', () => {
    const send = (...words: unknown[]) => complaintOf({ ...PAD, send: words });
    assert.match(
      send('/stemwright/explode'),
      /entries\.0\.send is no request: There is no address/,
    );
    assert.match(send('/stemwright/generate'), /"seconds" is missing/);
    assert.match(send('/stemwright/generate', 8, 'warp', 1), /Expected an option key/);
    // 0 at the lower end of the knob
    assert.match(send('/stemwright/generate', '$value(0,8)'), /number above 0.*got 0/);
    assert.match(send('/stemwright/generate', 8, 'preset', '$choice(draft,worst)'), /got "worst"/);
    assert.match(send('/stemwright/generate', '$seconds'), /Expected \$value/);
    assert.match(send(true), /entries\.0\.send\.0 must be a string or a number/);
    assert.match(send(), /must have an address/);
  });
});

describe('Binding a control', () => {
  const send = ['/stemwright/ping'] as const;
  const bound = (trigger: MidiMap['entries'][number]['trigger'], old: typeof trigger) => {
    const { map, replaced } = bind(
      { entries: [{ trigger: old, send }], lamps: [] },
      { trigger, send },
    );
    assert.equal(map.entries.length, replaced.length === 0 ? 2 : 1);
    assert.equal(map.entries.at(-1)?.trigger, trigger);
    return replaced.length;
  };

  it('replaces what the same control did, on its channel or any', () => {
    assert.equal(
      bound({ type: 'note', channel: 1, number: 36 }, { type: 'note', channel: 1, number: 36 }),
      1,
    );
    assert.equal(bound({ type: 'note', channel: 1, number: 36 }, { type: 'note', number: 36 }), 1);
    assert.equal(bound({ type: 'pitchBend', channel: 1 }, { type: 'pitchBend' }), 1);
  });

  it('leaves other controls alone', () => {
    assert.equal(
      bound({ type: 'note', channel: 1, number: 36 }, { type: 'note', channel: 2, number: 36 }),
      0,
    );
    assert.equal(
      bound({ type: 'note', channel: 1, number: 36 }, { type: 'control', channel: 1, number: 36 }),
      0,
    );
    assert.equal(
      bound({ type: 'note', channel: 1, number: 36 }, { type: 'note', channel: 1, number: 37 }),
      0,
    );
    assert.equal(
      bound(
        { type: 'program', channel: 1, number: 7 },
        { type: 'control14', channel: 1, number: 7 },
      ),
      0,
    );
  });

  it('knows that the halves of a 14-bit controller are controllers', () => {
    for (const number of [7, 39]) {
      assert.equal(
        bound({ type: 'control14', channel: 1, number: 7 }, { type: 'control', number }),
        1,
      );
      assert.equal(
        bound({ type: 'control', channel: 1, number }, { type: 'control14', number: 7 }),
        1,
      );
    }
    assert.equal(
      bound({ type: 'control14', channel: 1, number: 7 }, { type: 'control', number: 8 }),
      0,
    );
  });
});
