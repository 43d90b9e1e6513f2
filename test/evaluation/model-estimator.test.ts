/**
 * What a model is asked for: the whole track as one job, or chunks that know nothing of each other. On the Gaussian model, through
 * worker and onnxruntime.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import { modelEstimator } from '../../src/evaluation/model-estimator.js';
import type { StemTrack } from '../../src/evaluation/stem-track.js';
import type { Inference } from '../../src/model/inference.js';
import type { SamplingPlan } from '../../src/sampler/sampling-plan.js';
import { sumRows } from '../../src/signal/rows.js';
import { stemRows } from '../../src/signal/stem-block.js';
import { openGaussianInference } from '../support/gaussian-inference.js';
import { whiteNoise } from '../support/white-noise.js';

/** a multiple of the graph's 2048 */
const CHUNK_FRAMES = 4096;
const SEED = 7;

const TRACK: StemTrack = {
  name: 'two chunks of noise',
  rateHz: 22_050,
  stems: [1, 2, 3, 4].map((seed) => whiteNoise(2 * CHUNK_FRAMES, seed, 0.1)),
};

describe('Estimates by a model', () => {
  let inference: Inference;
  let plan: SamplingPlan;

  before(async () => {
    inference = await openGaussianInference();
    plan = samplingPlan(inference.card, 'separate', {
      ...presetSampling('draft', SEED),
      steps: 2,
      posterior: 'gaussian',
    });
  });
  after(() => inference.close());

  const estimate = (chunkFrames: number | undefined, fractions: number[] = []) =>
    modelEstimator({ inference, plan, chunkFrames }).estimate(TRACK, (fraction) =>
      fractions.push(fraction),
    );

  it('in chunks are what the sampler gives for each chunk alone, restored by nothing', async () => {
    const mixture = sumRows(TRACK.stems);
    const { stems, sumErrorDbfs, seconds } = await estimate(CHUNK_FRAMES);
    for (const index of [0, 1]) {
      const start = index * CHUNK_FRAMES;
      const alone = await inference.sample({
        plan: { ...plan, seed: SEED + index },
        channels: 1,
        frames: CHUNK_FRAMES,
        startFrame: 0,
        mixture: mixture.slice(start, start + CHUNK_FRAMES),
        known: null,
        knownMask: null,
      });
      assert.deepEqual(
        stems.map((row) => row.slice(start, start + CHUNK_FRAMES)),
        stemRows(alone.stems).map((row) => row.slice()),
      );
    }
    // the Gaussian posterior ties the sum loosely: in a job, restoring would have made it exact
    assert.ok(sumErrorDbfs > -60, String(sumErrorDbfs));
    assert.ok(seconds! > 0);
  });

  it('as a job sum to the mixture', async () => {
    const { sumErrorDbfs } = await estimate(undefined);
    // rounding to 32 bits of stems below full scale (signal/restore.ts)
    assert.ok(sumErrorDbfs < -144, String(sumErrorDbfs));
  });

  it('tell how far they are, in chunks over the whole track', async () => {
    const fractions: number[] = [];
    await estimate(CHUNK_FRAMES, fractions);
    assert.deepEqual(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
    assert.ok(fractions.includes(0.5));
    assert.equal(fractions.at(-1), 1);
  });
});
