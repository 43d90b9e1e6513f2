/**
 * How far output lags behind input in the streaming stages: what a live session's latency is made of.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { createPlanarBlock } from '../../src/signal/planar-block.js';
import { createResampler, resamplerDelayFrames } from '../../src/signal/resampler.js';
import { createRestore, restoreDelayFrames } from '../../src/signal/restore.js';
import { createStemBlock } from '../../src/signal/stem-block.js';

const MODEL_RATE_HZ = 22050;
const RATES_HZ = [16_000, 44_100, 48_000, 96_000];

describe('Streaming delays', () => {
  for (const rateHz of RATES_HZ) {
    for (const [fromHz, toHz] of [
      [rateHz, MODEL_RATE_HZ],
      [MODEL_RATE_HZ, rateHz],
    ] as const) {
      it(`of the resampler from ${fromHz} to ${toHz} Hz are at most what it says`, async () => {
        const resampler = await createResampler({ channels: 1, fromHz, toHz });
        const delay = resamplerDelayFrames(fromHz, toHz);
        let input = 0;
        let output = 0;
        for (let block = 0; block < 300; block++) {
          const frames = 1 + ((block * 37) % 101);
          input += frames;
          output += resampler.push(createPlanarBlock(1, frames))[0]!.length;
          assert.ok(output >= ((input - delay) * toHz) / fromHz, `${output} of ${input}`);
        }
        resampler.close();
      });
    }

    it(`of restoring ${rateHz} Hz are at most what it says`, async () => {
      const rates = { modelRateHz: MODEL_RATE_HZ, nativeRateHz: rateHz };
      const restore = await createRestore({ ...rates, channels: 1, stems: 2 });
      const delay = restoreDelayFrames(rates);
      restore.pushMixture(createPlanarBlock(1, 2 * rateHz));
      let input = 0;
      let output = 0;
      for (let block = 0; block < 200; block++) {
        const frames = 1 + ((block * 37) % 101);
        input += frames;
        output += restore.pushStems(createStemBlock({ channels: 1, stems: 2, frames })).frames;
        assert.ok(output >= (input * rateHz) / MODEL_RATE_HZ - delay, `${output} of ${input}`);
      }
      restore.close();
    });
  }
});
