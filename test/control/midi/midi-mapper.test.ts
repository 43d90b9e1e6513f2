/**
 * From controls that move to requests: pressed, or followed.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import type { MidiMapEntry } from '../../../src/control/midi/midi-map-schema.js';
import { createMidiMapper, FOLLOW_PERIOD_MS } from '../../../src/control/midi/midi-mapper.js';
import type { MidiMessage } from '../../../src/control/midi/midi-message.js';
import { moveOf } from '../../../src/control/midi/midi-trigger.js';
import { createFakeClock } from '../../support/osc-fake-clock.js';

function mapperFor(...entries: MidiMapEntry[]) {
  const clock = createFakeClock();
  const sent: unknown[][] = [];
  let job: string | undefined;
  const mapper = createMidiMapper({
    clock,
    job: () => job,
    request: ({ address }, args) => sent.push([address.replace('/stemwright/', ''), ...args]),
  });
  mapper.use(entries);
  return {
    clock,
    mapper,
    /** the requests so far, and forgets them */
    take: () => sent.splice(0),
    play: (...messages: MidiMessage[]) => {
      for (const message of messages) {
        const move = moveOf(message);
        if (move !== undefined) mapper.receive(move, 'port');
      }
    },
    setJob: (id: string | undefined) => {
      job = id;
    },
  };
}

const noteOn = (note: number, velocity = 100): MidiMessage => ({
  kind: 'noteOn',
  channel: 10,
  note,
  velocity,
});
const control = (value: number, controller = 70): MidiMessage => ({
  kind: 'control',
  channel: 1,
  controller,
  value,
});
const GENERATE = ['/stemwright/generate', 8] as const;
const TEMPO = ['/stemwright/transport', '$whole(60,187)', 4, 0, 1] as const;

describe('The MIDI mapper', () => {
  it('sends once for each press of a pad, whatever its force, and not for its release', () => {
    const { play, take } = mapperFor({ trigger: { type: 'note', number: 36 }, send: GENERATE });
    play(
      noteOn(36),
      { kind: 'noteOff', channel: 10, note: 36, velocity: 0 },
      noteOn(36, 1),
      noteOn(37),
    );
    assert.deepEqual(take(), [
      ['generate', 8],
      ['generate', 8],
    ]);
  });

  it('heeds the channel where the map names one', () => {
    const { play, take } = mapperFor({
      trigger: { type: 'note', channel: 9, number: 36 },
      send: GENERATE,
    });
    play(noteOn(36));
    assert.deepEqual(take(), []);
  });

  it('takes a controller that passes the middle for a press', () => {
    const { play, take } = mapperFor({ trigger: { type: 'control', number: 70 }, send: GENERATE });
    play(...[10, 63, 64, 127, 90, 64].map((value) => control(value)));
    assert.equal(take().length, 1);
    play(control(0), control(127));
    assert.equal(take().length, 1);
  });

  it('takes program changes, and a pitch wheel pushed to three quarters', () => {
    const { play, take } = mapperFor(
      { trigger: { type: 'program', number: 3 }, send: GENERATE },
      { trigger: { type: 'pitchBend' }, send: ['/stemwright/cancel', 'x'] },
    );
    play({ kind: 'program', channel: 1, program: 3 }, { kind: 'program', channel: 1, program: 4 });
    const bend = (value: number): MidiMessage => ({ kind: 'pitchBend', channel: 1, value });
    play(bend(8192), bend(0), bend(8192), bend(12_288), bend(16_383));
    assert.deepEqual(take(), [
      ['generate', 8],
      ['cancel', 'x'],
    ]);
  });

  it('follows a knob: each new value once, fifty a second at most, and always the last', () => {
    const { play, take, clock } = mapperFor({
      trigger: { type: 'control', number: 70 },
      send: TEMPO,
    });
    play(control(0));
    assert.deepEqual(take(), [['transport', 60, 4, 0, 1]]);
    play(control(1), control(2), control(3));
    assert.deepEqual(take(), []);
    clock.advance(FOLLOW_PERIOD_MS);
    assert.deepEqual(take(), [['transport', 63, 4, 0, 1]]);
    clock.advance(10 * FOLLOW_PERIOD_MS);
    play(control(3));
    assert.deepEqual(take(), []);
    for (let value = 4; value <= 103; value++) {
      play(control(value));
      clock.advance(1);
    }
    clock.advance(FOLLOW_PERIOD_MS);
    const sent = take();
    // 100 ms at one every 20 ms, and the last word
    assert.equal(sent.length, 6);
    assert.deepEqual(sent.at(-1), ['transport', 163, 4, 0, 1]);
  });

  it('has 14 bits of a 14-bit controller', () => {
    const { mapper, take } = mapperFor({
      trigger: { type: 'control14', number: 7 },
      send: ['/stemwright/transport', 120, 4, '$whole(0,16383)', 1],
    });
    const value = 5000;
    mapper.receive(moveOf({ kind: 'control14', channel: 1, controller: 7, value })!, 'port');
    assert.deepEqual(take(), [['transport', 120, 4, value, 1]]);
  });

  it('toggles, and goes on where it was when another control is learned', () => {
    const mute: MidiMapEntry = {
      trigger: { type: 'note', number: 36 },
      send: ['/stemwright/transport', 120, 4, 0, '$toggle(0,1)'],
    };
    const { play, take, mapper } = mapperFor(mute);
    play(noteOn(36));
    mapper.use([mute, { trigger: { type: 'note', number: 37 }, send: GENERATE }]);
    play(noteOn(36), noteOn(36), noteOn(37));
    assert.deepEqual(
      take().map((sent) => sent.at(-1)),
      [1, 0, 1, 8],
    );
  });

  it('sends nothing about a job where there is none', () => {
    const { play, take, setJob } = mapperFor({
      trigger: { type: 'note', number: 43 },
      send: ['/stemwright/cancel', '$job'],
    });
    play(noteOn(43));
    assert.deepEqual(take(), []);
    setJob('job-7');
    play(noteOn(43));
    assert.deepEqual(take(), [['cancel', 'job-7']]);
  });

  it('sends nothing any more when it is closed', () => {
    const { play, take, mapper, clock } = mapperFor({
      trigger: { type: 'control', number: 70 },
      send: TEMPO,
    });
    play(control(0), control(1));
    take();
    mapper.close();
    clock.advance(FOLLOW_PERIOD_MS);
    assert.deepEqual(take(), []);
  });
});
