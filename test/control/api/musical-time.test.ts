/** Musical time: what waits for a beat or a bar line lands on it, whatever the transport does meanwhile. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { atNextLine } from '../../../src/control/api/musical-time.js';
import { createTransport } from '../../../src/capture/transport.js';
import { createFakeClock } from '../../support/osc-fake-clock.js';
import { settled } from '../../support/midi-under-test.js';

function timesAt120() {
  const clock = createFakeClock();
  const transport = createTransport(() => clock.nowMs());
  const say = (beat: number, playing = true, bpm = 120, beatsPerBar = 4) => {
    transport.set({ bpm, beatsPerBar, beat, playing, source: 'test' });
  };
  /** @returns the moments at which the line was reached, and how to stop waiting */
  const asked = (unit: 'beat' | 'bar') => {
    const ran: number[] = [];
    const stop = atNextLine(unit, { transport, clock }, () => {
      ran.push(clock.nowMs());
    });
    return { ran, stop };
  };
  const pass = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += 10) {
      clock.advance(10);
      await settled();
    }
  };
  return { say, asked, pass };
}

describe('Who waits for a musical time', () => {
  it('is told of the next beat or bar line on it', async () => {
    const { say, asked, pass } = timesAt120();
    say(1.5);
    const [beat, bar] = [asked('beat'), asked('bar')];
    await pass(2000);
    assert.deepEqual([beat.ran, bar.ran], [[250], [1250]]);
  });

  it('is told of the next bar line in 7/8, which has three and a half quarter notes', async () => {
    const { say, asked, pass } = timesAt120();
    say(1.5, true, 120, 3.5);
    const [beat, bar] = [asked('beat'), asked('bar')];
    await pass(2000);
    assert.deepEqual([beat.ran, bar.ran], [[250], [1000]]);
  });

  it('since a line waits for the next', async () => {
    const { say, asked, pass } = timesAt120();
    say(4);
    const bar = asked('bar');
    await pass(2500);
    assert.deepEqual(bar.ran, [2000]);
  });

  it('follows a new tempo, a jump, and a stop', async () => {
    const { say, asked, pass } = timesAt120();
    say(0.5);
    const bar = asked('bar');
    await pass(500);
    // beat 1.5 now; the other 2.5 beats take a second each
    say(1.5, true, 60);
    await pass(500);
    // back to 0.5: the line is still beat 4
    say(0.5, true, 60);
    await pass(500);
    say(1, false);
    await pass(5000);
    assert.deepEqual(bar.ran, []);
    // a jump to the last beat of another bar: its line is the next one
    say(103, true, 120);
    await pass(600);
    // time moves in steps of 10 ms here
    assert.ok(bar.ran.length === 1 && Math.abs(bar.ran[0]! - 6500) <= 10, String(bar.ran));
  });

  it('is told at once when the music starts on a line', async () => {
    const { say, asked, pass } = timesAt120();
    say(0, false);
    const bar = asked('bar');
    await pass(1000);
    say(0);
    await settled();
    assert.deepEqual(bar.ran, [1000]);
  });

  it('is told nothing more after a stop', async () => {
    const { say, asked, pass } = timesAt120();
    say(1.5);
    const { ran, stop } = asked('beat');
    await pass(200);
    stop();
    say(1.95);
    await pass(500);
    assert.deepEqual(ran, []);
  });

  it('is refused where nobody said where the music is', () => {
    const { asked } = timesAt120();
    assert.throws(() => asked('bar'), { code: 'transport-unknown' });
  });
});
