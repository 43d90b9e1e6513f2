/**
 * The published MSDM sampler's numbers, from its own noise, through the whole path of a chunk: the handle, the worker, the
 * graph in onnxruntime, and the sampler. test/sampler/reference.test.ts has the sampler alone.
 *
 * Tolerance 1e-5: the sampler alone may be 3e-6 off (there). The graph rounds sigma^2, its sum with lambda, the quotient and
 * the product, four times 2^-24 of a denoised sample of at most 1, in each evaluation; what an evaluation adds decays with
 * sigma'/sigma from step to step, so that a handful of them count at a time: about 1e-6.
 */
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { describe, it } from 'mocha';
import { PLAN_FALLBACKS } from '../../src/sampling/knobs.js';
import { attachInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import type { WorkerSetup } from '../../src/model/worker-protocol.js';
import { PUBLISHED_GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import { PUBLISHED_TRAJECTORIES } from '../support/published-trajectories.js';
import { maxDistance } from '../support/statistics.js';

const { cases, frames, mixture } = PUBLISHED_TRAJECTORIES;

describe('the published sampler, through graph, worker and sampler', () => {
  let inference: Inference;
  before(async () => {
    const model = await loadModelFolder(PUBLISHED_GAUSSIAN_FOLDER);
    const setup: WorkerSetup = { model, provider: 'cpu', threads: 1, proof: 'at-once' };
    const url = new URL('../support/recorded-noise-worker.js', import.meta.url);
    inference = await attachInference(new Worker(url, { workerData: setup }), model);
  });
  after(() => inference.close());

  for (const [seed, run] of cases.entries()) {
    it(`is reproduced: ${run.name}`, async () => {
      const { schedule, posterior, churn, resamplings } = run;
      const { stems, evaluations } = await inference.sample({
        plan: {
          ...PLAN_FALLBACKS,
          schedule,
          solver: { kind: 'euler', churn },
          posterior,
          resamplings,
          seed,
        },
        channels: 1,
        frames,
        startFrame: 0,
        mixture: Float32Array.from(mixture),
        known: null,
        knownMask: null,
      });
      assert.ok(maxDistance(stems.data, run.final) < 1e-5);
      assert.equal(evaluations, schedule.steps * resamplings);
    });
  }
});
