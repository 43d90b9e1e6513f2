/**
 * ProjDiff on the Gaussian prior: where it rests, that it is nearer to the true stems than a sample of the flow, and what noise
 * it is given.
 *
 *   error of the stems, in that of the posterior's mean, mean squares     N = 8      16      32      64
 *   projdiff                                                              1.74    1.56    1.44    1.34
 *   Euler                                                                 2.34    2.53    2.63    2.68
 *
 * A sample of the posterior would have 2: the mean's own error, and once more its spread.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { consistent } from '../../src/sampler/posterior/consistent.js';
import { generation } from '../../src/sampler/posterior/generation.js';
import type { SolverKind } from '../../src/sampler/sampler.js';
import { createSchedule } from '../../src/sampler/schedule.js';
import type { Noise } from '../../src/signal/gaussian-noise.js';
import { createStemBlock, type StemBlock, type StemShape } from '../../src/signal/stem-block.js';
import { perFrame } from '../support/frames.js';
import { gain, gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { gaussianStems, mixtureOf } from '../support/gaussian-stems.js';
import { runSampler } from '../support/run-sampler.js';
import { mean, rms, rmsDistance } from '../support/statistics.js';

const LAMBDAS = [0.04, 0.01, 0.0025, 1e-4];
const ALL = LAMBDAS.reduce((sum, lambda) => sum + lambda);
const SHAPE = { channels: 1, stems: LAMBDAS.length, frames: 4000 };
const truth = gaussianStems(SHAPE, LAMBDAS, 5);
const mixture = mixtureOf(truth);
const silence: Noise = { fill: (out) => out.data.fill(0) };

const denoiser = gaussianDenoiser(LAMBDAS);

/** y lambda_k / sum lambda, in every frame */
function posteriorMean(of: StemShape, y: Float32Array): StemBlock {
  return perFrame(createStemBlock(of), y, (_, sample) =>
    LAMBDAS.map((lambda) => (sample * lambda) / ALL),
  );
}

describe('projdiff', () => {
  it('goes to the mean of the posterior, the nearer the more steps it takes', async () => {
    // the same descent written out for one frame in double: what is left of the way from y/K, in mixtures
    for (const [steps, expected] of [
      [8, 0.2195],
      [64, 0.08732],
      [512, 0.01779],
    ] as const) {
      const shape = { channels: 1, stems: LAMBDAS.length, frames: 16 };
      const y = mixtureOf(gaussianStems(shape, LAMBDAS, 6));
      const settings = { steps, solver: 'projdiff', noise: silence } as const;
      const stems = await runSampler(shape, consistent(denoiser, y, shape, null), settings);
      const left = rmsDistance(stems.data, posteriorMean(shape, y).data) / rms(y);
      // 512 roundings of values below 1 add up to 512 * 2^-24 = 3e-5 at most; the figures are rounded to 2e-4 of themselves
      assert.ok(Math.abs(left - expected) < 3e-5 + 2e-4 * expected, `${steps} steps: ${left}`);
    }
  });

  const table: readonly (readonly [SolverKind, Readonly<Record<number, number>>])[] = [
    ['projdiff', { 8: 1.74, 16: 1.56, 32: 1.44, 64: 1.34 }],
    ['euler', { 8: 2.34, 16: 2.53, 32: 2.63, 64: 2.68 }],
  ];
  for (const [solver, expected] of table) {
    it(`${solver} has the table’s errors`, async () => {
      const posterior = consistent(denoiser, mixture, SHAPE, null);
      const least = rmsDistance(posteriorMean(SHAPE, mixture).data, truth.data) ** 2;
      for (const [steps, ratio] of Object.entries(expected)) {
        const stems = await runSampler(SHAPE, posterior, { steps: Number(steps), solver });
        const error = rmsDistance(stems.data, truth.data) ** 2;
        // A mean square over 4,000 frames, mostly of two stems whose errors are opposite, varies by sqrt(2/4000) = 2.2 %, and
        // there are two of them: three times sqrt(2) * 2.2 % is 9.5 %. The figures are of 60,000 frames.
        assert.ok(Math.abs(error / least / ratio - 1) < 0.095, `${steps} steps: ${error / least}`);
      }
    });
  }

  it('is evaluated under exactly the noise of each level, also when levels are repeated', async () => {
    const lambda = 0.04;
    const [frames, steps, resamplings] = [40_000, 9, 2];
    const settings = { steps, resamplings, solver: 'projdiff', sigmaMin: 0.02 } as const;
    const shape = { channels: 1, stems: 1, frames };
    const { data } = await runSampler(shape, generation(gaussianDenoiser([lambda])), settings);
    const variance = mean(data.map((value) => value * value));
    // Everything is linear in the noise: the covariance of estimate and momentum is known after every step.
    const sigmas = createSchedule({ kind: 'karras', rho: 7, sigmaMin: 0.02, sigmaMax: 1, steps });
    let [uu, um, mm] = [gain(lambda, 1) ** 2, 0, 0];
    const levels = [...sigmas.subarray(0, steps)].flatMap((sigma) => [sigma, sigma]);
    for (const [index, sigma] of levels.slice(1).entries()) {
      const keep = index === 0 ? 0 : 0.5;
      const g = gain(lambda, sigma);
      const own = (1 - keep) * (g - 1);
      const fresh = ((1 - keep) * g * sigma) ** 2;
      const movedMm = keep ** 2 * mm + 2 * keep * own * um + own ** 2 * uu + fresh;
      const movedUm = keep * um + own * uu;
      uu += movedUm + movedMm / 4;
      um = movedUm + movedMm / 2;
      mm = movedMm;
    }
    // The variance of n normal values has a relative deviation of sqrt(2/n); five of it: 3.5 %.
    assert.ok(Math.abs(variance / uu - 1) < 5 * Math.sqrt(2 / frames), `${variance}, ${uu}`);
  });
});
