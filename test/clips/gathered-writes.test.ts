/** Short blocks become few long writes, and nothing is left out, or written before it is there. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { GatheredWrites } from '../../src/clips/gathered-writes.js';
import { partOfStemBlock } from '../../src/signal/stem-block.js';
import { memorySink } from '../support/memory-sink.js';
import { noiseStems } from '../support/stem-noise.js';

const SHAPE = { channels: 2, stems: 3, frames: 20_000 };

describe('Gathered writes', () => {
  for (const blockFrames of [1, 700, 8192, 20_000]) {
    it(`of blocks of ${blockFrames} frames are three, with every frame in its place`, async () => {
      const all = noiseStems(SHAPE);
      const sink = memorySink();
      const lengths: number[] = [];
      const gathered = new GatheredWrites(
        {
          write: (block) => {
            lengths.push(block.frames);
            return sink.write(block);
          },
        },
        SHAPE,
      );
      for (let start = 0; start < SHAPE.frames; start += blockFrames) {
        const end = Math.min(SHAPE.frames, start + blockFrames);
        await gathered.write(partOfStemBlock(all, start, end));
      }
      await gathered.flush();
      await gathered.flush();
      assert.deepEqual(lengths, [8192, 8192, 20_000 - 2 * 8192]);
      const rows = [0, 1].flatMap((channel) => [0, 1, 2].map((stem) => sink.row(channel, stem)));
      assert.deepEqual(
        Buffer.concat(rows.map((row) => Buffer.from(row.buffer))),
        Buffer.from(all.data.buffer),
      );
    });
  }

  it('that are not long enough are made when they are asked for', async () => {
    const sink = memorySink();
    const gathered = new GatheredWrites(sink, SHAPE);
    const block = noiseStems({ ...SHAPE, frames: 10 });
    await gathered.write(block);
    assert.equal(sink.row(1, 2).length, 0);
    await gathered.flush();
    assert.deepEqual(sink.row(1, 2), block.data.subarray(50));
  });
});
