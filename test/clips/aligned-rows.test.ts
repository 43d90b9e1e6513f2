/**
 * Aligned rows: streams of different lengths and block sizes as the rows of one.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { alignedRows, mono } from '../../src/clips/aligned-rows.js';
import { concatenateRows } from '../../src/signal/rows.js';

async function* ramp(frames: number, blockFrames: number) {
  for (let start = 0; start < frames; start += blockFrames) {
    await Promise.resolve();
    const length = Math.min(blockFrames, frames - start);
    yield [Float32Array.from({ length }, (_, t) => 1 + start + t)];
  }
}

describe('Aligned rows', () => {
  it('keeps every stream in place and pads the shorter with silence', async () => {
    const rows: Float32Array[][] = [[], []];
    for await (const block of alignedRows([ramp(10, 3), ramp(17, 4)])) {
      block.forEach((row, index) => rows[index]!.push(row));
    }
    const [short, long] = rows.map(concatenateRows);
    assert.deepEqual(
      [...long!],
      Array.from({ length: 17 }, (_, t) => 1 + t),
    );
    assert.deepEqual(
      [...short!],
      Array.from({ length: 17 }, (_, t) => (t < 10 ? 1 + t : 0)),
    );
  });

  it('makes mono of the mean of all channels', async () => {
    async function* stereo() {
      await Promise.resolve();
      yield [Float32Array.of(1, 0.5), Float32Array.of(0, 0.25)];
    }
    const blocks = [];
    for await (const block of mono(stereo())) blocks.push(block);
    assert.deepEqual(blocks, [[Float32Array.of(0.5, 0.375)]]);
  });
});
