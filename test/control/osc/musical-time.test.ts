/** Musical time: requests that wait for a beat or a bar line land on it, whatever the transport does meanwhile. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createMusicalTimes, MOST_WAITING } from '../../../src/control/osc/musical-time.js';
import { createTransport } from '../../../src/engine/transport.js';
import { answer, request } from '../../support/osc-dialogue.js';
import { createFakeClock } from '../../support/osc-fake-clock.js';
import { settled } from '../../support/midi-under-test.js';
import { withOscServer } from '../../support/osc-test-server.js';

function timesAt120() {
  const clock = createFakeClock();
  const transport = createTransport(() => clock.nowMs());
  const times = createMusicalTimes(transport, clock);
  const say = (beat: number, playing = true, bpm = 120) => {
    transport.set({ bpm, beatsPerBar: 4, beat, playing, source: 'test' });
  };
  /** @returns the moments at which the action ran */
  const asked = (time: 'beat' | 'bar') => {
    const ran: number[] = [];
    const done = times.at(time, () => {
      ran.push(clock.nowMs());
    });
    return { ran, done: Promise.resolve(done) };
  };
  const pass = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += 10) {
      clock.advance(10);
      await settled();
    }
  };
  return { clock, times, say, asked, pass };
}

describe('A request with a musical time', () => {
  it('waits for the next beat or bar line, and is done on it', async () => {
    const { say, asked, pass } = timesAt120();
    say(1.5);
    const [beat, bar] = [asked('beat'), asked('bar')];
    await pass(2000);
    assert.deepEqual([beat.ran, bar.ran], [[250], [1250]]);
  });

  it('that is made on a line waits for the next', async () => {
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

  it('is done at once when the music starts on a line', async () => {
    const { say, asked, pass } = timesAt120();
    say(0, false);
    const bar = asked('bar');
    await pass(1000);
    say(0);
    await settled();
    assert.deepEqual(bar.ran, [1000]);
  });

  it('is refused where nobody said where the music is, and when too many wait', () => {
    const { times, say } = timesAt120();
    const ask = () => times.at('bar', () => undefined);
    assert.throws(ask, { code: 'transport-unknown' });
    say(1);
    const waiting = Array.from({ length: MOST_WAITING }, ask);
    assert.throws(ask, { code: 'queue-full' });
    times.close();
    return Promise.all(
      waiting.map((done) => assert.rejects(Promise.resolve(done), { code: 'shutting-down' })),
    );
  });
});

describe('The option "at" over OSC', () => {
  it('lets levels and jobs land on the bar', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('generate', 'g', 4, 'at', 'beat'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'g', 'transport-unknown']);
      // the engine's own clock stands at 0: two beats before the bar line
      engine.transport.set({ bpm: 120, beatsPerBar: 4, beat: 2, playing: true, source: 'test' });
      probe.send(request('live/mute', 'bass', 1, 'at', 'bar'));
      probe.send(request('generate', 'g', 4, 'at', 'bar'));
      probe.send(request('ping', 'p'));
      assert.deepEqual(await answer(probe), ['pong', 'p']);
      assert.equal(engine.live.levels()['bass']?.muted, false);
      assert.equal(engine.submitted.length, 0);
      engine.transport.set({ bpm: 120, beatsPerBar: 4, beat: 4, playing: true, source: 'test' });
      assert.deepEqual((await answer(probe)).slice(0, 2), ['ack', 'g']);
      assert.equal(engine.live.levels()['bass']?.muted, true);
    }));
});
