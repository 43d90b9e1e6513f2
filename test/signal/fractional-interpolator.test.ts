/**
 * The fractional interpolator against tones in closed form.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { FractionalInterpolator } from '../../src/signal/fractional-interpolator.js';
import type { PlanarBlock } from '../../src/signal/planar-block.js';
import { decibels, inBlocks, joined } from '../support/planar.js';
import { rms } from '../support/statistics.js';
import { tone } from '../support/tone.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const PARTS_PER_MILLION = 1e-6;

describe('fractional interpolator', () => {
  for (const parts of [100, -100, 500]) {
    const excess = parts * PARTS_PER_MILLION;
    // below the kernel's side lobes and the table's steps; see the file's own figures
    for (const [hz, limitDb] of [
      [1000, -110],
      [16_000, -95],
    ] as const) {
      it(`plays ${hz} Hz at an excess of ${parts} parts in a million as the tone that closed form has, to ${limitDb} dB`, () => {
        const input = tone({ hz, rateHz: RATE_HZ, frames: RATE_HZ });
        const output = new FractionalInterpolator(1).push([input], excess)[0]!;
        // sin(2 pi hz p / rate) at p = m (1 + excess) is a tone of a slightly higher frequency
        const wanted = tone({ hz: hz * (1 + excess), rateHz: RATE_HZ, frames: output.length });
        // the first frames hear the silence before the tone
        const errors = output.map((value, frame) => value - wanted[frame]!).subarray(100);
        assert.ok(
          decibels(rms(errors) / rms(wanted)) < limitDb,
          String(decibels(rms(errors) / rms(wanted))),
        );
      });
    }
  }

  it('gives the input to the bit when nothing is to be changed', () => {
    const input = [whiteNoise(5000, 1), whiteNoise(5000, 2)];
    const interpolator = new FractionalInterpolator(2);
    const output = joined(
      [...inBlocks(input, 777)].map((block) => kept(interpolator.push(block, 0))),
    );
    for (const [row, samples] of output.entries()) {
      assert.deepEqual(samples, input[row]!.subarray(0, samples.length));
    }
    assert.ok(output[0]!.length > 4900);
  });

  it('gives the same whatever the block size, to the bit', () => {
    const input = [whiteNoise(5000, 3)];
    const played = (blockFrames: number): Float32Array => {
      const interpolator = new FractionalInterpolator(1);
      const blocks = [...inBlocks(input, blockFrames)];
      return joined(
        blocks.map((block) => kept(interpolator.push(block, -300 * PARTS_PER_MILLION))),
      )[0]!;
    };
    const whole = played(5000);
    for (const blockFrames of [1, 30, 512]) assert.deepEqual(played(blockFrames), whole);
  });
});

/** What is given out is valid until the next push. */
function kept(block: PlanarBlock): PlanarBlock {
  return block.map((row) => row.slice());
}
