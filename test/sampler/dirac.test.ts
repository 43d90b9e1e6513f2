/**
 * Dirac on the Gaussian prior against its own closed forms (not the true posterior, which it does
 * not sample).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { dirac } from '../../src/sampler/posterior/dirac.js';
import { createStemBlock } from '../../src/signal/stem-block.js';
import { gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { firstDraw, gaussianStems, mixtureOf } from '../support/gaussian-stems.js';
import { perFrame } from '../support/frames.js';
import { diracLimit, diracLimitOfTwo } from '../support/posterior-forms.js';
import { forbiddenNoise } from '../support/recorded-noise.js';
import { runSampler, SEED } from '../support/run-sampler.js';
import { maxDistance, rms, rmsDistance } from '../support/statistics.js';

const STEPS = 200;
/**
 * Heun's error is C/N^2; C = 6 for three stems, 8.2e-3 at N = 32 (solver-order.test.ts); four
 * stems: twice it.
 */
const TOLERANCE = 12 / STEPS ** 2;
const four = { channels: 2, stems: 4, frames: 32 };
const lambdas = [0.04, 0.04, 0.04, 0.04];
const mixture = mixtureOf(gaussianStems(four, lambdas, 5));

describe('dirac', () => {
  for (const constrained of [0, 1, 2, 3]) {
    it(`follows the closed form of four stems, stem ${constrained} constrained`, async () => {
      const posterior = dirac(gaussianDenoiser(lambdas), mixture, constrained);
      const stems = await runSampler(four, posterior, { steps: STEPS, solver: 'heun' });
      const expected = perFrame(firstDraw(four, SEED), mixture, (x, y) =>
        diracLimit(0.04, x, 1, y, constrained),
      );
      const error = rmsDistance(stems.data, expected.data) / rms(expected.data);
      assert.ok(error < TOLERANCE, `relative error ${error}`);
    });
  }

  it('follows the closed form of two stems of unequal variance', async () => {
    const two = { channels: 1, stems: 2, frames: 32 };
    const pair = [0.04, 0.01] as const;
    const sum = mixtureOf(gaussianStems(two, pair, 6));
    const posterior = dirac(gaussianDenoiser(pair), sum, 1);
    const stems = await runSampler(two, posterior, { steps: STEPS, solver: 'heun' });
    const expected = perFrame(firstDraw(two, SEED), sum, (x, y) =>
      diracLimitOfTwo([0.04, 0.01], x[0]!, 1, y),
    );
    const error = rmsDistance(stems.data, expected.data) / rms(expected.data);
    assert.ok(error < TOLERANCE, `relative error ${error}`);
  });

  it('ends with stems that sum to the mixture', async () => {
    const posterior = dirac(gaussianDenoiser(lambdas), mixture, 2);
    const stems = await runSampler(four, posterior, { steps: 30, solver: 'euler', churn: 20 });
    // Three stems enter exactly; the fourth is rounded once, and so is the test's own sum: 2^-24 of
    // 0.5 each.
    assert.ok(maxDistance(mixtureOf(stems), mixture) <= 2 * 2 ** -25);
  });

  it('gives the drift e_j - e_s, and none to stem s', async () => {
    const x = firstDraw(four, 3);
    const denoiser = gaussianDenoiser([0.04, 0.03, 0.02, 0.01]);
    const posterior = dirac(denoiser, mixture, 2);
    posterior.project(x, 0.3, forbiddenNoise);
    const plain = await denoiser(x, 0.3);
    const tied = await posterior.denoise(x, 0.3);
    const expected = createStemBlock(four);
    const rows = four.frames;
    for (let i = 0; i < x.data.length; i++) {
      const constrained = (Math.floor(i / (4 * rows)) * 4 + 2) * rows + (i % rows);
      const e = (j: number): number => (x.data[j]! - plain.data[j]!) / 0.3;
      expected.data[i] = x.data[i]! - 0.3 * (e(i) - e(constrained));
    }
    // Values up to 8; D~ is rounded once, and D was.
    assert.ok(maxDistance(tied.data, expected.data) <= 8 * 2 ** -23);
  });

  it('refuses a constrained stem that does not exist', () => {
    for (const constrained of [-1, 4, 1.5]) {
      const posterior = dirac(gaussianDenoiser(lambdas), mixture, constrained);
      const attempt = () => {
        posterior.start(createStemBlock(four), 1);
      };
      assert.throws(attempt, new RegExp(`integer in \\[0, 4\\), got ${constrained}`));
    }
  });
});
