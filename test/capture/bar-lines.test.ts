/** Bar lines: from what a transport is told, on time or late, to the bars that have been played. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createMidiSync } from '../../src/control/midi/midi-sync.js';
import { BarLines, type BarSpan } from '../../src/capture/bar-lines.js';
import { createTransport, type Transport } from '../../src/capture/transport.js';
import { createFakeClock } from '../support/osc-fake-clock.js';
import { whiteNoise } from '../support/white-noise.js';

const BPM = 120;
const BEAT_MS = 500;
const BAR_MS = 2000;
const KEEP_MS = 300_000;

interface Told {
  readonly bars: BarLines;
  readonly transport: Transport;
  /** where the music is said to be, at that moment */
  readonly say: (atMs: number, beat: number, playing?: boolean, bpm?: number) => void;
}

function told(): Told {
  const transport = createTransport(() => 0);
  const bars = new BarLines(KEEP_MS);
  transport.subscribe((position) => {
    bars.note(position);
  });
  const say: Told['say'] = (atMs, beat, playing = true, bpm = BPM) => {
    transport.set({ bpm, beatsPerBar: 4, beat, playing, source: 'a', atMs });
  };
  return { bars, transport, say };
}

function spanOf(found: BarSpan | { readonly found: number }): BarSpan {
  if ('found' in found) assert.fail(`only ${found.found} bars`);
  return found;
}

function assertNear(actual: BarSpan | { readonly found: number }, expected: BarSpan, ms = 1e-6) {
  const { startMs, endMs } = spanOf(actual);
  assert.ok(Math.abs(startMs - expected.startMs) <= ms, `${startMs}, not ${expected.startMs}`);
  assert.ok(Math.abs(endMs - expected.endMs) <= ms, `${endMs}, not ${expected.endMs}`);
}

describe('Bar lines', () => {
  it('lie where one word puts them, and the last is the one that has just come', () => {
    const { bars, say } = told();
    say(1000, 2);
    // bar 1 begins at beat 4, two beats after the word
    assert.deepEqual(bars.lastBars(1, 3999), { found: 0 });
    assertNear(bars.lastBars(1, 4000), { startMs: 2000, endMs: 4000 });
    assertNear(bars.lastBars(3, 9999), { startMs: 2000, endMs: 8000 });
    assert.deepEqual(bars.lastBars(4, 9999), { found: 3 });
  });

  it('lie three and a half quarter notes apart in 7/8', () => {
    const { bars, transport } = told();
    const word = { bpm: BPM, beatsPerBar: 3.5, beat: 0, playing: true, source: 'a', atMs: 1000 };
    transport.set(word);
    assertNear(bars.lastBars(1, 2750), { startMs: 1000, endMs: 2750 });
    assertNear(bars.lastBars(2, 6249), { startMs: 1000, endMs: 4500 });
  });

  it('follow the earliest of messages that are up to 30 ms late', () => {
    const { bars, say } = told();
    const noise = whiteNoise(2000, 3);
    for (let n = 0; n < 2000; n++) {
      const atMs = n * 50;
      say(atMs + (n % 10 === 9 ? 30 : 4 * Math.abs(noise[n]!)), atMs / BEAT_MS);
    }
    // of 36 messages in two seconds that are late by 0 to 2 ms, all are by more than 0.4 ms with 0.8^36 = 3e-4
    for (const endMs of [60_000, 98_000]) {
      assertNear(bars.lastBars(8, endMs + 100), { startMs: endMs - 8 * BAR_MS, endMs }, 0.4);
    }
  });

  it('follow a sender whose clock runs slower or faster than its tempo says', () => {
    for (const drift of [-200e-6, 200e-6]) {
      const { bars, say } = told();
      const ms = (beat: number) => beat * BEAT_MS * (1 + drift);
      for (let n = 0; n <= 2400; n++) say(ms(n / 4), n / 4);
      // the line is true to a message of the two seconds before the last two: 4 s * 200e-6
      const expected = { startMs: ms(600 - 32), endMs: ms(600) };
      assertNear(bars.lastBars(8, ms(600) + 1), expected, 0.8 + 1e-6);
    }
  });

  it('go on over a loop that turns on its bar line', () => {
    const { bars, say } = told();
    for (let pass = 0; pass < 3; pass++) {
      for (let beat = 0; beat < 16; beat++) say((16 * pass + beat) * BEAT_MS, beat);
    }
    const lastMs = 47 * BEAT_MS;
    assertNear(bars.lastBars(8, lastMs), { startMs: 6000, endMs: 22_000 });
    assertNear(bars.lastBars(11, lastMs), { startMs: 0, endMs: 22_000 });
  });

  it('end where the music jumps off the grid or stops; the bars before a stop are still the last', () => {
    const { bars, say } = told();
    say(0, 0);
    say(7000, 100.7);
    assertNear(bars.lastBars(3, 7100), { startMs: 0, endMs: 6000 });
    // beat 104 comes 3.3 beats later; a bar before it is not next to the one after it
    assertNear(bars.lastBars(1, 10_651), { startMs: 8650, endMs: 10_650 });
    assert.deepEqual(bars.lastBars(2, 10_651), { found: 1 });
    say(11_000, 108.7, false);
    assertNear(bars.lastBars(1, 60_000), { startMs: 8650, endMs: 10_650 });
  });

  it('go on over a stall, after which messages come in a heap', () => {
    const { bars, say } = told();
    const stalled = (atMs: number) => atMs > 9000 && atMs < 12_000;
    for (let atMs = 0; atMs <= 20_000; atMs += 100) {
      say(stalled(atMs) ? 12_000 : atMs, atMs / BEAT_MS);
    }
    assertNear(bars.lastBars(8, 20_000), { startMs: 4000, endMs: 20_000 });
  });

  it('have a tempo change in the middle of a bar where it was', () => {
    const { bars, say } = told();
    say(0, 0);
    say(3000, 6, true, 60);
    // beats 4 to 6 at 500 ms, 6 to 8 at 1000 ms
    assertNear(bars.lastBars(1, 5000), { startMs: 2000, endMs: 5000 });
  });

  it('are those of a MIDI clock, from the first tick after start', () => {
    const { bars, transport } = told();
    const clock = createFakeClock();
    const sync = createMidiSync(transport, clock);
    const tickMs = 60_000 / 90 / 24;
    sync.read('port', { kind: 'start' }, 100);
    for (let tick = 0; tick <= 24 * 16; tick++) {
      sync.read('port', { kind: 'clock' }, 110 + tick * tickMs);
    }
    sync.close();
    const barMs = (4 * 60_000) / 90;
    assertNear(bars.lastBars(4, 110 + 4 * barMs), { startMs: 110, endMs: 110 + 4 * barMs }, 1e-3);
  });

  it('are told one by one, the newest first, one that two runs share once', () => {
    const { bars, say } = told();
    say(0, 0);
    // the music turns back on the line
    say(2 * BAR_MS, 0);
    assert.deepEqual(
      bars.lines(10, 3 * BAR_MS),
      [3, 2, 1, 0].map((bar) => bar * BAR_MS),
    );
    assert.deepEqual(bars.lines(2, 3 * BAR_MS - 1), [2 * BAR_MS, BAR_MS]);
  });

  it('are forgotten when they are older than asked', () => {
    const { bars, say } = told();
    for (let beat = 0; beat <= 2000; beat++) say(beat * BEAT_MS, beat);
    const nowMs = 2000 * BEAT_MS;
    assertNear(bars.lastBars(140, nowMs), { startMs: nowMs - 140 * BAR_MS, endMs: nowMs });
    assert.ok('found' in bars.lastBars(200, nowMs));
  });
});
