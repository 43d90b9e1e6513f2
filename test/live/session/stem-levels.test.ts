/**
 * Gain, mute and solo as one straight line per change.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { liveOutput, outputRows } from '../../../src/live/output/live-output.js';
import { StemLevels } from '../../../src/live/session/stem-levels.js';
import { createStemBlock, stemRow, stemRows } from '../../../src/signal/stem-block.js';
import { joined, stemBlock } from '../../support/planar.js';
import { whiteNoise } from '../../support/white-noise.js';

const RATE_HZ = 44100;
const RAMP_FRAMES = 441;
const STEMS = 3;

const ones = (frames: number) => {
  const block = createStemBlock({ channels: 1, stems: STEMS, frames });
  block.data.fill(1);
  return block;
};

/** The factors of the next frames, by stem. */
function factors(levels: StemLevels, frames: number): Float32Array[] {
  const block = ones(frames);
  levels.apply(block);
  return [...stemRows(block)];
}

describe('Stem levels', () => {
  it('change no bit at 0 dB with nothing muted or soloed', () => {
    const rows = Array.from({ length: STEMS }, (_, stem) => whiteNoise(1000, stem));
    const block = stemBlock(rows, 1);
    new StemLevels(STEMS, RATE_HZ).apply(block);
    assert.deepEqual([...stemRows(block)], rows);
  });

  it('reach a new gain in a straight line over 10 ms, and stay there', () => {
    const levels = new StemLevels(STEMS, RATE_HZ);
    levels.set(1, { gainDb: 20 * Math.log10(0.5) });
    const row = factors(levels, 1000)[1]!;
    row.forEach((factor, n) => {
      const expected = n + 1 < RAMP_FRAMES ? 1 - (0.5 * (n + 1)) / RAMP_FRAMES : 0.5;
      // one rounding to 32 bits of a value below 1, and that of the decibels
      assert.ok(Math.abs(factor - expected) <= 2 ** -24);
    });
  });

  it('never step by more than a change spread over the ramp, even when it is turned round on the way', () => {
    const levels = new StemLevels(STEMS, RATE_HZ);
    const parts: Float32Array[][] = [];
    for (let change = 0; change < 40; change++) {
      levels.set(0, { muted: change % 2 === 0 });
      parts.push(factors(levels, 100));
    }
    const row = joined(parts)[0]!;
    row.forEach((factor, n) => {
      const step = Math.abs(factor - (n === 0 ? 1 : row[n - 1]!));
      assert.ok(step <= 1 / RAMP_FRAMES + 2 ** -24, `a step of ${step} at ${n}`);
    });
  });

  it('leave only soloed stems, and a muted one stays silent when it is soloed', () => {
    const levels = new StemLevels(STEMS, RATE_HZ);
    levels.set(0, { soloed: true });
    levels.set(1, { soloed: true, muted: true });
    factors(levels, RAMP_FRAMES);
    assert.deepEqual(
      factors(levels, 1).map((row) => row[0]),
      [1, 0, 0],
    );
    levels.set(0, { soloed: false });
    levels.set(1, { soloed: false, muted: false });
    factors(levels, RAMP_FRAMES);
    assert.deepEqual(
      factors(levels, 1).map((row) => row[0]),
      [1, 1, 1],
    );
  });

  it('do not depend on block sizes, to the bit', () => {
    const run = (blockFrames: number) => {
      const levels = new StemLevels(STEMS, RATE_HZ);
      levels.set(2, { gainDb: -7 });
      const parts: Float32Array[][] = [];
      for (let frames = 0; frames < 840; frames += blockFrames) {
        // a second change inside the first one's ramp
        if (frames === 210) levels.set(2, { gainDb: 3 });
        parts.push(factors(levels, blockFrames));
      }
      return joined(parts);
    };
    const reference = run(210);
    for (const blockFrames of [1, 7, 105]) assert.deepEqual(run(blockFrames), reference);
  });

  it('refuse a stem that is not there and a gain that no fader has', () => {
    const levels = new StemLevels(STEMS, RATE_HZ);
    assert.throws(() => {
      levels.set(3, { muted: true });
    }, /stem 3 of 3/);
    for (const gainDb of [NaN, 24.1, -Infinity]) {
      assert.throws(() => {
        levels.set(0, { gainDb });
      }, /gainDb/);
    }
    assert.equal(levels.levels[0]!.gainDb, 0);
  });
});

describe('Live output', () => {
  it('puts out stem after stem with its channels together, or the sum of the stems', () => {
    const rows = Array.from({ length: 2 * STEMS }, (_, row) => whiteNoise(50, row));
    const block = stemBlock(rows, 2);
    const discrete = liveOutput('stems', block);
    assert.equal(discrete.length, outputRows('stems', 2, STEMS));
    assert.deepEqual(discrete[2 * 1 + 1], stemRow(block, 1, 1));
    assert.deepEqual(discrete[2 * 2 + 0], stemRow(block, 0, 2));
    const mix = liveOutput('mix', block);
    assert.equal(mix.length, outputRows('mix', 2, STEMS));
    mix.forEach((row, channel) => {
      row.forEach((sample, n) => {
        const [a, b, c] = [0, 1, 2].map((stem) => stemRow(block, channel, stem)[n]!);
        assert.equal(sample, Math.fround(a! + b! + c!));
      });
    });
  });
});
