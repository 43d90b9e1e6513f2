/** Long blocks are worked on in short blocks of a bounded number of samples, whatever their rate and channels, and come out as one. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { resampled, resampledBlock } from '../../src/clips/resampled.js';
import { inShortBlocks, inTurns } from '../../src/clips/short-blocks.js';
import { createResampler } from '../../src/signal/resampler.js';
import { createRestore } from '../../src/signal/restore.js';
import { createStemBlock } from '../../src/signal/stem-block.js';
import { joined } from '../support/planar.js';
import { noiseStems } from '../support/stem-noise.js';
import { whiteNoise } from '../support/white-noise.js';

const MODEL_HZ = 22_050;
/** what a turn of the event loop may take: 12 ms of four stems in stereo at 44.1 kHz */
const MOST_SAMPLES = 4096;

describe('Slices', () => {
  for (const [channels, nativeHz] of [
    [1, 22_050],
    [2, 44_100],
    [8, 384_000],
  ] as const) {
    it(`of stems at ${nativeHz} Hz with ${channels} channels are short, and leave nothing out`, async () => {
      const block = createStemBlock({ channels, stems: 4, frames: 5000 });
      let frames = 0;
      for await (const short of inShortBlocks(block, nativeHz / MODEL_HZ)) {
        frames += short.frames;
        const samples = (short.frames - 1) * 4 * channels * (nativeHz / MODEL_HZ);
        assert.ok(samples < MOST_SAMPLES, `${samples} samples at once`);
      }
      assert.equal(frames, block.frames);
    });

    it(`are what is converted at once of a recording at ${nativeHz} Hz with ${channels} channels`, async () => {
      const rows = Array.from({ length: channels }, (_, channel) => whiteNoise(20_000, channel));
      const options = { channels, fromHz: nativeHz, toHz: MODEL_HZ };
      const [down, whole] = [await createResampler(options), await createResampler(options)];
      const longest = { samples: 0 };
      const watched: typeof down = {
        ...down,
        push: (block) => {
          longest.samples = Math.max(longest.samples, (block[0]!.length - 1) * channels);
          return down.push(block);
        },
        flush: () => down.flush(),
      };
      const blocks = (async function* () {
        yield await Promise.resolve(rows);
      })();
      const parts = [];
      for await (const part of resampled(blocks, watched)) parts.push(part);
      assert.ok(longest.samples < MOST_SAMPLES / 2, `${longest.samples} samples at once`);
      assert.deepEqual(joined(parts), joined([whole.push(rows), whole.flush()]));
      for (const resampler of [down, whole]) resampler.close();
    });
  }

  it('of a block that grows by its rate are shorter, and come out as one block', async () => {
    const rows = [1, 2].map((seed) => whiteNoise(3000, seed));
    const options = { channels: 2, fromHz: MODEL_HZ, toHz: 384_000 };
    const [up, whole] = [await createResampler(options), await createResampler(options)];
    let calls = 0;
    const counted: typeof up = {
      ...up,
      push: (block) => {
        calls++;
        return up.push(block);
      },
    };
    const block = await resampledBlock(rows, counted, 384_000 / MODEL_HZ);
    // 3000 frames of two channels become 104,490 samples, of which 2048 are made at once
    assert.equal(calls, Math.ceil(3000 / Math.ceil(2048 / (2 * (384_000 / MODEL_HZ)))));
    assert.deepEqual([...block], [...whole.push(rows)]);
    for (const resampler of [up, whole]) resampler.close();
  });
});

describe('Steps', () => {
  it('are done some at a time, and others have a turn in between', async () => {
    let turns = 0;
    const count = (): void => {
      turns++;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    function* steps(): Generator<number, string> {
      for (let step = 0; step < 12; step++) yield MOST_SAMPLES / 4;
      return 'done';
    }
    assert.equal(await inTurns(steps()), 'done');
    clearImmediate(counting);
    assert.equal(turns, 3);
  });
});

describe('Restoring in steps', () => {
  it('is restoring, to the bit, and a step is a hop of one channel', async () => {
    const options = { channels: 3, stems: 2, modelRateHz: MODEL_HZ, nativeRateHz: 44_100 };
    const stems = noiseStems({ channels: 3, stems: 2, frames: MODEL_HZ / 2 });
    const mixture = [1, 2, 3].map((seed) => whiteNoise(44_100 / 2, seed));
    const [stepped, whole] = [await createRestore(options), await createRestore(options)];
    for (const restore of [stepped, whole]) restore.pushMixture(mixture);
    const steps: number[] = [];
    const pushing = stepped.pushingStems(stems);
    let step = pushing.next();
    for (; step.done !== true; step = pushing.next()) steps.push(step.value);
    const expected = whole.pushStems(stems);
    assert.deepEqual(step.value.data, expected.data);
    // each hop of 1024 frames but the first, which is before the recording, gave frames of three channels
    assert.equal(steps.length, 3 * (expected.frames / 1024 + 1));
    assert.ok(steps.every((samples) => samples === 2 * 1024));
    assert.deepEqual((await inTurns(stepped.flushing())).data, whole.flush().data);
    for (const restore of [stepped, whole]) restore.close();
  });
});
