/**
 * Which clock the transport follows, and what becomes of it when its cable is pulled.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createMidiSync } from '../../../src/control/midi/midi-sync.js';
import { createTransport } from '../../../src/capture/transport.js';
import { createFakeClock } from '../../support/osc-fake-clock.js';

function syncUnderTest() {
  const clock = createFakeClock();
  const transport = createTransport(() => clock.nowMs());
  const sync = createMidiSync(transport, clock);
  return {
    clock,
    transport,
    sync,
    tick: (port: string, count: number, periodMs: number) => {
      for (let tick = 0; tick < count; tick++) {
        clock.advance(periodMs);
        sync.read(port, { kind: 'clock' }, clock.nowMs());
      }
    },
    quarterFrames: (port: string, count: number) => {
      // 25 frames a second, from 00:00:00:00 on
      for (let quarter = 0; quarter < count; quarter++) {
        const piece = quarter % 8;
        const frames = 2 * Math.floor(quarter / 8);
        const nibble = [frames & 15, frames >> 4, 0, 0, 0, 0, 0, 1 << 1][piece]!;
        clock.advance(10);
        sync.read(port, { kind: 'quarterFrame', data: (piece << 4) | nibble }, clock.nowMs());
      }
    },
  };
}

describe('MIDI sync', () => {
  it('brings a clock’s tempo and position to the transport, with its name', () => {
    const { sync, transport, clock, tick } = syncUnderTest();
    sync.read('A', { kind: 'songPosition', sixteenths: 16 }, clock.nowMs());
    sync.read('A', { kind: 'continue' }, clock.nowMs());
    tick('A', 25, 25);
    const { bpm, beat, playing, source } = transport.position()!;
    // 24 ticks of 25 ms: a beat of 600 ms
    assert.ok(Math.abs(bpm - 100) < 1e-6);
    assert.ok(Math.abs(beat - 5) < 1e-6);
    assert.deepEqual([playing, source], [true, 'midi clock A']);
  });

  it('follows one of two clocks, and the other when that has been silent for two seconds', () => {
    const { transport, clock, tick } = syncUnderTest();
    tick('A', 10, 25);
    tick('B', 10, 20);
    assert.equal(transport.position()?.source, 'midi clock A');
    clock.advance(2000);
    tick('B', 10, 20);
    assert.equal(transport.position()?.source, 'midi clock B');
  });

  it('makes beats of time code at the tempo there is, and stands when the tape does', () => {
    const { transport, clock, quarterFrames } = syncUnderTest();
    transport.set({ bpm: 60, beatsPerBar: 4, beat: 0, playing: false, source: 'osc' });
    quarterFrames('A', 80);
    const position = transport.position()!;
    assert.deepEqual([position.source, position.playing], ['midi time code A', true]);
    // 00:00:00:18 and 7/4 frames at 25 a second, 60 bpm
    assert.ok(Math.abs(position.beat - 19.75 / 25) < 1e-9);
    clock.advance(101);
    assert.equal(transport.position()?.playing, false);
  });

  it('prefers a clock to time code', () => {
    const { transport, tick, quarterFrames } = syncUnderTest();
    quarterFrames('A', 8);
    tick('B', 10, 25);
    quarterFrames('A', 16);
    assert.equal(transport.position()?.source, 'midi clock B');
  });

  it('stands when the cable of what it followed is pulled, and leaves others’ music alone', () => {
    const { sync, transport, clock, tick } = syncUnderTest();
    sync.read('A', { kind: 'start' }, clock.nowMs());
    tick('A', 24, 25);
    sync.forget('B');
    assert.equal(transport.position()?.playing, true);
    sync.forget('A');
    assert.equal(transport.position()?.playing, false);
    transport.set({ beat: 0, playing: true, source: 'osc' });
    sync.forget('A');
    assert.equal(transport.position()?.playing, true);
  });
});
