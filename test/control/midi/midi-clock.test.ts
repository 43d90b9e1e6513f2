/**
 * MIDI clock: tempo under jitter, changes of tempo, stalls, and positions that are exact by definition.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createMidiClock, type ClockReading } from '../../../src/control/midi/midi-clock.js';
import type { MidiMessage } from '../../../src/control/midi/midi-message.js';
import { jitteredTicks } from '../../support/midi-ticks.js';

const SEED = 7;
const CLOCK: MidiMessage = { kind: 'clock' };

/** What a clock reads at each tick. */
function readTicks(timesMs: readonly number[], clock = createMidiClock()): ClockReading[] {
  return timesMs.map((atMs) => clock.read(CLOCK, atMs)!);
}

function worstBpm(readings: readonly ClockReading[], bpm: number): number {
  return Math.max(...readings.map((reading) => Math.abs(reading.bpm! - bpm)));
}

describe('The MIDI clock', () => {
  for (const bpm of [40, 60, 90, 120, 174.5, 240, 300]) {
    it(`knows a tempo of ${bpm} within 0.1 bpm from 4 seconds on, under jitter of ±2 ms`, () => {
      const timesMs = jitteredTicks({ bpm, seconds: 20, jitterMs: 2, seed: SEED });
      const readings = readTicks(timesMs);
      const later = readings.filter((_, tick) => timesMs[tick]! - timesMs[0]! > 4010);
      // tick-fit.ts: the standard deviation is at most 0.014 bpm, so 0.1 is more than seven of it
      assert.ok(worstBpm(later, bpm) < 0.1, `off by ${worstBpm(later, bpm)} bpm, seed ${SEED}`);
    });
  }

  it('knows the exact tempo of a clock without jitter after six ticks', () => {
    const readings = readTicks(jitteredTicks({ bpm: 128, seconds: 2, jitterMs: 0, seed: SEED }));
    assert.equal(readings[4]?.bpm, undefined);
    assert.ok(worstBpm(readings.slice(5), 128) < 1e-6);
  });

  it('filters the times of ticks: a third of the jitter is left', () => {
    const bpm = 120;
    const jittered = jitteredTicks({ bpm, seconds: 30, jitterMs: 2, seed: SEED });
    const exact = jitteredTicks({ bpm, seconds: 30, jitterMs: 0, seed: SEED });
    const readings = readTicks(jittered);
    const off = readings.slice(192).map(({ atMs }, index) => Math.abs(atMs - exact[index + 192]!));
    // the newest point of a line through N = 192 ticks is off by 2 s / sqrt(N) = 0.17 ms; four times that
    assert.ok(Math.max(...off) < 0.67, `off by ${Math.max(...off)} ms`);
  });

  for (const [from, to] of [
    [120, 140],
    [140, 120],
    [120, 60],
    [100, 103],
  ] as const) {
    it(`follows a change from ${from} to ${to}: within 1 bpm after 3 beats, 0.1 after 4 seconds more`, () => {
      const before = jitteredTicks({ bpm: from, seconds: 10, jitterMs: 2, seed: SEED });
      const startMs = before.at(-1)! + 60_000 / (24 * to);
      const after = jitteredTicks({ bpm: to, seconds: 12, jitterMs: 2, seed: SEED + 1, startMs });
      const readings = readTicks([...before, ...after]).slice(before.length);
      const soon = worstBpm(readings.slice(3 * 24), to);
      assert.ok(soon < 1, `off by ${soon} bpm after 3 beats`);
      const beats = Math.ceil((3 * 60) / to + 4) * (to / 60);
      assert.ok(worstBpm(readings.slice(Math.ceil(beats * 24)), to) < 0.1);
    });
  }

  it('is not moved by ticks that a stalled machine delivers together', () => {
    const timesMs = jitteredTicks({ bpm: 120, seconds: 30, jitterMs: 1, seed: SEED });
    // all ticks of 60 ms arrive at their end, once a second
    const stalled = timesMs.map((atMs) =>
      atMs % 1000 < 60 ? Math.max(atMs, atMs - (atMs % 1000) + 60) : atMs,
    );
    const readings = readTicks(stalled).slice(200);
    assert.ok(worstBpm(readings, 120) < 0.5, `off by ${worstBpm(readings, 120)} bpm`);
  });

  it('begins anew after a pause of half a second', () => {
    const before = jitteredTicks({ bpm: 120, seconds: 5, jitterMs: 0, seed: SEED });
    const after = jitteredTicks({
      bpm: 90,
      seconds: 1,
      jitterMs: 0,
      seed: SEED,
      startMs: before.at(-1)! + 600,
    });
    const readings = readTicks([...before, ...after]).slice(before.length);
    assert.equal(readings[0]?.bpm, undefined);
    assert.ok(worstBpm(readings.slice(5), 90) < 1e-6);
  });

  it('counts beats from start, from a song position, and from where it was stopped', () => {
    const clock = createMidiClock();
    let atMs = 0;
    const say = (message: MidiMessage): ClockReading => clock.read(message, (atMs += 20))!;
    const ticks = (count: number): number => {
      let beat = NaN;
      for (let tick = 0; tick < count; tick++) beat = say(CLOCK).beat;
      return beat;
    };
    assert.equal(ticks(5), 0);
    assert.deepEqual([say({ kind: 'start' }).playing, ticks(1)], [true, 0]);
    assert.equal(ticks(24), 1);
    assert.equal(say({ kind: 'stop' }).playing, false);
    assert.equal(ticks(10), 25 / 24);
    say({ kind: 'continue' });
    assert.equal(ticks(1), 25 / 24);
    say({ kind: 'stop' });
    // 18 sixteenths are four and a half beats
    assert.equal(say({ kind: 'songPosition', sixteenths: 18 }).beat, 4.5);
    say({ kind: 'continue' });
    assert.equal(ticks(13), 5);
    say({ kind: 'start' });
    assert.equal(ticks(1), 0);
  });

  it('makes no tempo of ticks that come all at once, or hardly ever', () => {
    for (const periodMs of [0.001, 0.04]) {
      const timesMs = Array.from({ length: 100 }, (_, tick) => tick * periodMs);
      assert.ok(readTicks(timesMs).every(({ bpm }) => bpm === undefined));
    }
  });
});
