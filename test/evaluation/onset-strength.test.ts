/**
 * Onset strength of sounds whose onsets are known.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { onsetStrength } from '../../src/evaluation/onset-strength.js';
import { clickTrain } from '../support/click-train.js';
import { maxDistance } from '../support/statistics.js';
import { tone } from '../support/tone.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 22_050;
/** a window of 46 ms is nearest to 2^10 frames at this rate */
const WINDOW_FRAMES = 1024;
const HOP_FRAMES = 256;

describe('Onset strength', () => {
  it('follows the equation: a click enters four windows, ever nearer to their middle, and then leaves', () => {
    // One click of height 1: |X| is the window's value at the click, the same in all bins.
    const click = 8 * HOP_FRAMES + 100;
    const row = clickTrain({ frames: 4096, periodFrames: 4096, startFrame: click });
    const hann = (n: number) =>
      n < 0 || n >= WINDOW_FRAMES ? 0 : Math.sin((Math.PI * (n + 0.5)) / WINDOW_FRAMES) ** 2;
    const windows = 1 + (4096 - WINDOW_FRAMES) / HOP_FRAMES;
    const seen = Array.from({ length: windows }, (_, m) => hann(click - m * HOP_FRAMES));
    const largest = Math.max(...seen);
    const logs = seen.map((value) => Math.log(1 + (1000 * value) / largest));
    const expected = logs.slice(1).map((value, m) => Math.max(0, value - logs[m]!));
    const { values, hopSeconds } = onsetStrength(row, RATE_HZ);
    assert.equal(hopSeconds, HOP_FRAMES / RATE_HZ);
    // magnitudes are right to about 1e-15, times 1000, in a logarithm of slope below 1
    assert.ok(maxDistance(values, expected) < 1e-11);
    assert.ok(Math.max(...values) > 1);
  });

  it('does not depend on gain', () => {
    const row = clickTrain({ frames: 22_050, periodFrames: 5000, startFrame: 300, height: 1 });
    const { values } = onsetStrength(row, RATE_HZ);
    // one rounding to 32 bits, 6e-8, of what is compared with 1 and multiplied by at most 1000 / (1 + 1000)
    const louder = onsetStrength(
      row.map((value) => 0.7 * value),
      RATE_HZ,
    );
    assert.ok(maxDistance(louder.values, values) < 1e-6);
  });

  it('is small while a note is held, and large where the next one begins', () => {
    const note = (hz: number) => tone({ hz, rateHz: RATE_HZ, frames: 11_025 });
    const { values } = onsetStrength(Float32Array.of(...note(220), ...note(330)), RATE_HZ);
    const change = Math.round(11_025 / HOP_FRAMES);
    const near = values.slice(change - 5, change + 2);
    const held = [...values.slice(0, change - 5), ...values.slice(change + 2)];
    // A steady tone has |X| of the same size in every window but for the beating of its two sidelobes.
    assert.ok(Math.max(...near) > 20 * Math.max(...held));
  });

  it('is 0 for silence, be it digital or noise that nobody hears', () => {
    for (const row of [new Float32Array(8192), whiteNoise(8192, 1, 0.005)]) {
      const { values } = onsetStrength(row, RATE_HZ);
      assert.equal(values.length, 28); // (8192 - 1024) / 256, of one whole window more
      assert.ok(values.every((value) => value === 0));
    }
  });

  it('keeps its window near 46 ms at other rates, and has no value for less than two windows', () => {
    assert.equal(onsetStrength(whiteNoise(44_100, 1), 44_100).hopSeconds, 512 / 44_100);
    assert.equal(onsetStrength(whiteNoise(48_000, 1), 48_000).hopSeconds, 512 / 48_000);
    const lengths = [0, WINDOW_FRAMES, WINDOW_FRAMES + HOP_FRAMES].map(
      (frames) => onsetStrength(whiteNoise(frames, 1), RATE_HZ).values.length,
    );
    assert.deepEqual(lengths, [0, 0, 1]);
  });
});
