/**
 * Consistent on the Gaussian prior: closed form for equal variances (contrasts as the prior, the
 * mean at y/K), the flow's limit by another integrator for unequal ones, and the sum at every
 * moment.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { consistent } from '../../src/sampler/posterior/consistent.js';
import type { Posterior } from '../../src/sampler/posterior/posterior.js';
import { SOLVER_KINDS } from '../../src/sampler/sampler.js';
import type { StemBlock } from '../../src/signal/stem-block.js';
import { gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { firstDraw, gaussianStems, mixtureOf } from '../support/gaussian-stems.js';
import { perFrame, scaled } from '../support/frames.js';
import { consistentLimit } from '../support/posterior-forms.js';
import { consistentDrift, flowLimit, linearLimit, onMixture } from '../support/reference-flow.js';
import { runSampler, SEED } from '../support/run-sampler.js';
import { maxDistance, rms, rmsDistance } from '../support/statistics.js';

const STEPS = 200;
/**
 * In the plane the flow is generation's, where Heun's error is C/N^2 with C = 14
 * (solver-order.test.ts: 2.1e-4, N = 256).
 */
const TOLERANCE = 14 / STEPS ** 2;
const SHAPE = { channels: 2, stems: 4, frames: 16 };
const EQUAL = [0.04, 0.04, 0.04, 0.04];
const UNEQUAL = [0.04, 0.01, 0.0025, 1e-4];

/** Calls `see` with every state an evaluation is made at. */
function watched(posterior: Posterior, see: (x: StemBlock) => void): Posterior {
  return {
    ...posterior,
    denoise(x, sigma) {
      see(x);
      return posterior.denoise(x, sigma);
    },
  };
}

/** What the rounding of every stem may add to the sum, and the rounding of the test's own sum. */
function sumTolerance(stems: StemBlock): number {
  const largest = stems.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (stems.stems + stems.stems) * largest * 2 ** -24;
}

describe('consistent', () => {
  it('with equal variances ends at y/K + P(start) sqrt(lambda/(lambda + sigma0^2))', async () => {
    const mixture = mixtureOf(gaussianStems(SHAPE, EQUAL, 5));
    const posterior = consistent(gaussianDenoiser(EQUAL), mixture, SHAPE, null);
    const settings = { steps: STEPS, solver: 'heun', sigmaMax: 20 } as const;
    const stems = await runSampler(SHAPE, posterior, settings);
    const expected = perFrame(scaled(firstDraw(SHAPE, SEED), 20), mixture, (x, y) =>
      consistentLimit(0.04, x, 20, y),
    );
    const error = rmsDistance(stems.data, expected.data) / rms(expected.data);
    assert.ok(error < TOLERANCE, `relative error ${error}`);
  });

  it('with unequal variances ends at the limit of the flow, found by Runge-Kutta', async () => {
    const mixture = mixtureOf(gaussianStems(SHAPE, UNEQUAL, 5));
    const posterior = consistent(gaussianDenoiser(UNEQUAL), mixture, SHAPE, null);
    const stems = await runSampler(SHAPE, posterior, { steps: STEPS, solver: 'heun' });
    const limit = linearLimit(
      (x, y) => flowLimit(consistentDrift(UNEQUAL, y), onMixture(x, y), 1),
      SHAPE.stems,
    );
    const expected = perFrame(firstDraw(SHAPE, SEED), mixture, limit);
    const error = rmsDistance(stems.data, expected.data) / rms(expected.data);
    assert.ok(error < TOLERANCE, `relative error ${error}`);
  });

  for (const solver of SOLVER_KINDS) {
    it(`keeps the sum at every evaluation, with ${solver}, churn and correction`, async () => {
      const mixture = mixtureOf(gaussianStems(SHAPE, UNEQUAL, 5));
      let evaluations = 0;
      const posterior = watched(
        consistent(gaussianDenoiser(UNEQUAL), mixture, SHAPE, null),
        (x) => {
          evaluations++;
          assert.ok(maxDistance(mixtureOf(x), mixture) <= sumTolerance(x));
        },
      );
      const settings = { steps: 8, solver, churn: 4, resamplings: 2 };
      const stems = await runSampler(SHAPE, posterior, settings);
      assert.ok(evaluations >= 16);
      assert.ok(maxDistance(mixtureOf(stems), mixture) <= sumTolerance(stems));
    });
  }

  it('gives in one step every stem its share of what the denoiser missed', async () => {
    const mixture = mixtureOf(gaussianStems(SHAPE, UNEQUAL, 5));
    const denoiser = gaussianDenoiser(UNEQUAL);
    const posterior = consistent(denoiser, mixture, SHAPE, null);
    const stems = await runSampler(SHAPE, posterior, { steps: 1, solver: 'euler', sigmaMax: 40 });
    const start = perFrame(scaled(firstDraw(SHAPE, SEED), 40), mixture, onMixture);
    const expected = perFrame(await denoiser(start, 40), mixture, onMixture);
    // x is rounded to 2^-24 of 200 and shrunk by lambda/(lambda + 1600) = 2.5e-5: the last rounding
    // of values below 1 remains, here, in the sampler, and once more in its last projection.
    assert.ok(maxDistance(stems.data, expected.data) <= 4 * 2 ** -24);
  });
});
