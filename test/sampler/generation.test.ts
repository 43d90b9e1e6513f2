/** Generation on the Gaussian prior ends where the flow's closed form says, on any schedule. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { generation } from '../../src/sampler/posterior/generation.js';
import { gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { firstDraw } from '../support/gaussian-stems.js';
import { perFrame, scaled } from '../support/frames.js';
import { generationLimit } from '../support/posterior-forms.js';
import { runSampler, SEED } from '../support/run-sampler.js';
import { rms, rmsDistance } from '../support/statistics.js';

const LAMBDAS = [0.04, 0.01, 0.0025, 1e-6];
const SHAPE = { channels: 1, stems: 4, frames: 64 };
const NO_MIXTURE = new Float32Array(0);

describe('generation', () => {
  for (const [kind, tolerance] of [
    // Heun's error is C/N^2, and C = 14 with karras levels (solver-order.test.ts: 2.1e-4 at N =
    // 256); lambdas that differ by 4e4 need more of the range: three times that.
    ['karras', 42 / 200 ** 2],
    // One constant step in ln(sigma): ln(2e5)/200 = 0.061; h^2/6 of the state for the half of the
    // range where it bends.
    ['exponential', 0.061 ** 2 / 6],
  ] as const) {
    it(`follows x0 sqrt(lambda/(lambda + sigma0^2)) on ${kind} levels`, async () => {
      const settings = { kind, steps: 200, solver: 'heun', sigmaMax: 20 } as const;
      const stems = await runSampler(SHAPE, generation(gaussianDenoiser(LAMBDAS)), settings);
      const start = scaled(firstDraw(SHAPE, SEED), 20);
      const expected = perFrame(start, NO_MIXTURE, (x) => generationLimit(LAMBDAS, x, 20));
      const error = rmsDistance(stems.data, expected.data) / rms(expected.data);
      assert.ok(error < tolerance, `relative error ${error}`);
    });
  }

  it('ends a linear schedule of one step at the denoiser of the start', async () => {
    const settings = { kind: 'linear', steps: 1, solver: 'euler', sigmaMax: 0.5 } as const;
    const stems = await runSampler(SHAPE, generation(gaussianDenoiser(LAMBDAS)), settings);
    const start = scaled(firstDraw(SHAPE, SEED), 0.5);
    // The step to 0 keeps nothing of x: bit for bit.
    assert.deepEqual(stems, await gaussianDenoiser(LAMBDAS)(start, 0.5));
  });
});
