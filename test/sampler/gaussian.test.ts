/** The Gaussian posterior: its closed form, and which constant its pull has. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { gaussian } from '../../src/sampler/posterior/gaussian.js';
import { gain, gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { firstDraw, gaussianStems, mixtureOf } from '../support/gaussian-stems.js';
import { perFrame } from '../support/frames.js';
import { gaussianPath } from '../support/posterior-forms.js';
import type { Vector } from '../support/reference-flow.js';
import { runSampler, SEED } from '../support/run-sampler.js';
import { maxDistance, rms, rmsDistance } from '../support/statistics.js';

const LAMBDA = 0.04;
const LAMBDAS = [LAMBDA, LAMBDA, LAMBDA, LAMBDA];
const SHAPE = { channels: 2, stems: 4, frames: 32 };
const mixture = mixtureOf(gaussianStems(SHAPE, LAMBDAS, 5));
const total = (x: Vector): number => x.reduce((sum, value) => sum + value, 0);

describe('gaussian', () => {
  it('follows its closed form, at a sigma where the constant still shows', async () => {
    const steps = 200;
    const sigmaMin = 0.1;
    const posterior = gaussian(gaussianDenoiser(LAMBDAS), mixture, Math.sqrt(4 / 2));
    const stems = await runSampler(SHAPE, posterior, { steps, solver: 'heun', sigmaMin });
    const expected = perFrame(firstDraw(SHAPE, SEED), mixture, (start, y) => {
      const x = gaussianPath(LAMBDA, start, 1, sigmaMin, y);
      // The step to 0 replaces x by D~(x; sigmaMin).
      return x.map((value) => gain(LAMBDA, sigmaMin) * value + (y - total(x)) / 4);
    });
    const error = rmsDistance(stems.data, expected.data) / rms(expected.data);
    // Heun's error is C/N^2, and C = 1.3 down to sigma = 0.02 (solver-order.test.ts, 1.3e-3 at N =
    // 32).
    assert.ok(error < 1.3 / steps ** 2, `relative error ${error}`);
  });

  it("adds half of sigma^2 times the log-likelihood's gradient to the denoiser", async () => {
    const sigma = 0.3;
    const gamma = 0.75 * sigma;
    const x = firstDraw(SHAPE, 2);
    const denoised = await gaussianDenoiser(LAMBDAS)(x, sigma);
    const tied = await gaussian(gaussianDenoiser(LAMBDAS), mixture, 0.75).denoise(x, sigma);
    const expected = perFrame(x, mixture, (v, y) => {
      const logLikelihood = (u: Vector): number => -((y - total(u)) ** 2) / (2 * gamma * gamma);
      const h = 1e-3;
      // Central differences: exact for a quadratic, but for 1e-16/h of values up to 1e3.
      const gradient = v.map((_, k) => {
        const shifted = (by: number): Vector => v.map((value, j) => (j === k ? value + by : value));
        return (logLikelihood(shifted(h)) - logLikelihood(shifted(-h))) / (2 * h);
      });
      return gradient.map((slope) => 0.5 * sigma * sigma * slope);
    });
    const sum = denoised.data.map((value, i) => value + expected.data[i]!);
    // Values up to 8, and three roundings to 2^-24 of them.
    assert.ok(maxDistance(tied.data, sum) < 8 * 3 * 2 ** -24);
  });

  it('refuses a gamma that is not a positive number', () => {
    for (const gammaPerSigma of [0, -1, NaN, Infinity]) {
      const attempt = () => gaussian(gaussianDenoiser(LAMBDAS), mixture, gammaPerSigma);
      assert.throws(
        attempt,
        new RegExp(`gammaPerSigma must be finite and > 0, got ${gammaPerSigma}`),
      );
    }
  });
});
