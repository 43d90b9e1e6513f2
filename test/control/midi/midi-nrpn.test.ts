/** NRPN: four controllers that are one control, from the bytes of a cable on. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createMidiParser } from '../../../src/control/midi/midi-parser.js';
import { createNrpnReader, type Nrpn } from '../../../src/control/midi/midi-nrpn.js';
import { parseMidiMap } from '../../../src/control/midi/parse-midi-map.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';
import { CONTROLLER, settled, withMidi } from '../../support/midi-under-test.js';

/** What each message of a stream of bytes is to an NRPN reader. */
function read(...bytes: readonly number[]): (Nrpn | 'part' | undefined)[] {
  const reader = createNrpnReader();
  const told: (Nrpn | 'part' | undefined)[] = [];
  const parser = createMidiParser((message) => told.push(reader.read(message)));
  parser.push(Uint8Array.from(bytes), 0);
  return told;
}

function nrpn(parameter: number, value: number, channel = 1): Nrpn {
  return { kind: 'nrpn', channel, parameter, value };
}

describe('An NRPN', () => {
  it('is a parameter and a value of 14 bits each, also with running status and a clock in between', () => {
    assert.deepEqual(read(0xb0, 99, 2, 98, 0xf8, 5, 6, 64, 38, 3), [
      'part',
      undefined,
      'part',
      nrpn(2 * 128 + 5, 64 * 128),
      nrpn(2 * 128 + 5, 64 * 128 + 3),
    ]);
    assert.deepEqual(read(0xbf, 99, 127, 98, 126, 6, 127, 38, 127).slice(2), [
      nrpn(16_382, 16_256, 16),
      nrpn(16_382, 16_383, 16),
    ]);
  });

  it('goes on without its parameter being named again, and does not jump where upper bits repeat', () => {
    assert.deepEqual(read(0xb0, 98, 5, 6, 1, 38, 9, 6, 1, 38, 10, 6, 2).slice(1), [
      nrpn(5, 128),
      nrpn(5, 137),
      'part',
      nrpn(5, 138),
      nrpn(5, 256),
    ]);
  });

  it('of one channel is none of another’s, where 6 and 38 are controllers', () => {
    assert.deepEqual(read(0xb0, 98, 5, 0xb1, 6, 1, 38, 2, 0xb0, 6, 3), [
      'part',
      undefined,
      undefined,
      nrpn(5, 384),
    ]);
  });

  it('ends with a registered parameter, or with the number that is none', () => {
    assert.deepEqual(read(0xb0, 98, 5, 101, 0, 6, 1), ['part', undefined, undefined]);
    assert.deepEqual(read(0xb0, 99, 127, 98, 127, 6, 1), ['part', 'part', undefined]);
  });

  it('is a trigger of a map, up to its highest number; others have seven bits', () => {
    const map = (type: string, number: number) => {
      const entry = { trigger: { type, number }, send: ['/stemwright/generate', 4] };
      return parseMidiMap(JSON.stringify({ entries: [entry] }), 'map.json');
    };
    assert.deepEqual(map('nrpn', 16_382).entries[0]?.trigger, { type: 'nrpn', number: 16_382 });
    assert.throws(() => map('nrpn', 16_384), /from 0 to 16383/);
    assert.throws(() => map('control', 128), /from 0 to 127/);
  });

  it('can be learned, and then sets a level; its parts are no controls of their own', () =>
    withMidi(
      async ({ midi, udp, engine }) => {
        const probe = await udp();
        probe.send(request('midi/learn', 'l', '/stemwright/live/gain', 'bass', '$value(-60,0)'));
        assert.equal((await answer(probe))[0], 'midi/learning');
        midi.play(CONTROLLER, [0xb0, 99, 1, 98, 2, 6, 10]);
        assert.deepEqual((await answers(probe, 2))[0]?.slice(0, 3), [
          'midi/learned',
          'l',
          'nrpn 130 on channel 1',
        ]);
        midi.play(CONTROLLER, [0xb0, 6, 127, 38, 127]);
        await settled();
        // the last word comes at the next look, so the first is what is heard: 127 * 128 / 16,383 of 60 dB
        assert.equal(engine.live.levels()['bass']?.gainDb, -60 + 60 * (16_256 / 16_383));
      },
      { map: { entries: [], lamps: [] } },
    ));
});
