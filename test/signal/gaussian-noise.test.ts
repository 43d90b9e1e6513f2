/**
 * Seeded noise: is it standard normal, independent where it says so, and keyed by position?
 *
 * Bounds are five deviations of the statistic under the hypothesis: a right generator fails one of
 * them for one seed in 1.7 million.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createGaussianNoise } from '../../src/signal/gaussian-noise.js';
import { createStemBlock, partOfStemBlock, stemRow } from '../../src/signal/stem-block.js';
import { firstDraw } from '../support/gaussian-stems.js';
import { correlation, kolmogorovSmirnovDistance, mean, normalCdf } from '../support/statistics.js';

const FRAMES = 2 ** 17;
const DEVIATIONS = 5;
const draw = (seed: number, stems = 1, frames = FRAMES): Float32Array =>
  firstDraw({ channels: 1, stems, frames }, seed).data;
/** Squares, brought to mean 0 and variance 1: they show dependence that correlation misses. */
const squares = (values: Float32Array): Float32Array =>
  values.map((value) => (value * value - 1) / Math.SQRT2);

function assertIndependent(a: Float32Array, b: Float32Array): void {
  // Under independence the mean of n products of variance 1 has deviation 1/sqrt(n).
  const bound = DEVIATIONS / Math.sqrt(a.length);
  assert.ok(Math.abs(correlation(a, b)) < bound);
  assert.ok(Math.abs(correlation(squares(a), squares(b))) < bound);
}

describe('gaussian noise', () => {
  it('has the first four moments of the standard normal distribution', () => {
    // So many because a ziggurat that skips its rejections is wrong by only 1 % in the second moment.
    const count = 2 ** 20;
    const values = draw(3, 1, count);
    // Deviations of the sample moments of n normal values: sqrt(1, 2, 15, 96) / sqrt(n).
    const moments = [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const;
    const powers = new Float64Array(count).fill(1);
    for (const [power, expected, variance] of moments) {
      for (let i = 0; i < count; i++) powers[i]! *= values[i]!;
      const bound = DEVIATIONS * Math.sqrt(variance / count);
      assert.ok(Math.abs(mean(powers) - expected) < bound, `moment ${power}`);
    }
  });

  it('has the distribution of the standard normal, tail included', () => {
    const values = draw(4);
    // P(sqrt(n) distance > 2.6) = 2 exp(-2 * 2.6^2) = 2.7e-6 (Kolmogorov's limit).
    assert.ok(kolmogorovSmirnovDistance(values) < 2.6 / Math.sqrt(FRAMES));
    for (const limit of [3, 3.442619855899, 4]) {
      const expected = FRAMES * 2 * (1 - normalCdf(limit));
      const beyond = values.filter((value) => Math.abs(value) > limit).length;
      // A count of rare events has the variance of its expectation.
      assert.ok(
        Math.abs(beyond - expected) < DEVIATIONS * Math.sqrt(expected),
        `${limit}: ${beyond}`,
      );
    }
  });

  it('is independent from frame to frame', () => {
    const values = draw(5);
    for (const lag of [1, 2, 7, 1024]) {
      assertIndependent(values.subarray(0, FRAMES - lag), values.subarray(lag));
    }
  });

  it('is independent across stems, draws and seeds', () => {
    const block = firstDraw({ channels: 1, stems: 3, frames: FRAMES }, 6);
    assertIndependent(stemRow(block, 0, 0), stemRow(block, 0, 1));
    assertIndependent(stemRow(block, 0, 1), stemRow(block, 0, 2));
    assertIndependent(draw(7), draw(8));
    const noise = createGaussianNoise({ seed: 6, startFrame: 0 });
    const first = createStemBlock({ channels: 1, stems: 1, frames: FRAMES });
    const second = createStemBlock(first);
    noise.fill(first);
    noise.fill(second);
    assertIndependent(first.data, second.data);
  });

  it('gives overlapping chunks the same values on the frames they share, draw by draw', () => {
    for (const origin of [0, 5_000_000, 2 ** 40 - 9000]) {
      const long = createStemBlock({ channels: 1, stems: 2, frames: 9000 });
      for (const startFrame of [1, 1023, 1024, 3333]) {
        const noise = createGaussianNoise({ seed: 9, startFrame: origin + startFrame });
        const whole = createGaussianNoise({ seed: 9, startFrame: origin });
        for (let i = 0; i < 3; i++) {
          const chunk = createStemBlock({ channels: 1, stems: 2, frames: 2500 });
          noise.fill(chunk);
          whole.fill(long);
          assert.deepEqual(chunk, partOfStemBlock(long, startFrame, startFrame + 2500));
        }
      }
    }
  });

  it('is the same for every channel, and with any number of channels', () => {
    const stereo = firstDraw({ channels: 2, stems: 2, frames: 1500 }, 10);
    const mono = firstDraw({ channels: 1, stems: 2, frames: 1500 }, 10);
    for (const stem of [0, 1]) {
      assert.deepEqual(stemRow(stereo, 0, stem), stemRow(mono, 0, stem));
      assert.deepEqual(stemRow(stereo, 1, stem), stemRow(mono, 0, stem));
    }
  });

  it('repeats with the same seed, at the ends of the range of seeds too', () => {
    for (const seed of [0, 2 ** 31, 2 ** 32 - 1]) {
      assert.deepEqual(draw(seed, 2, 3000), draw(seed, 2, 3000));
      assertIndependent(draw(seed), draw(seed === 0 ? 1 : seed - 1));
    }
  });

  it('refuses seeds and positions out of range and names the value', () => {
    const at = (seed: number, startFrame: number) => () =>
      createGaussianNoise({ seed, startFrame });
    assert.throws(at(-1, 0), /seed must be an integer in \[0, 4294967295\], got -1/);
    assert.throws(at(2 ** 32, 0), /got 4294967296/);
    assert.throws(at(0.5, 0), /got 0.5/);
    assert.throws(at(0, -1), /startFrame must be an integer in \[0, 1099511627776\], got -1/);
    assert.throws(at(0, 1.5), /got 1.5/);
    assert.throws(at(0, 2 ** 41), /got 2199023255552/);
  });
});
