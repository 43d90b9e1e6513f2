/**
 * The loop: how often it calls the denoiser, what it reports, how it stops, and what its noise
 * does.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { OperationalError } from '../../src/operational-error.js';
import type { Denoiser } from '../../src/sampler/denoiser.js';
import { generation } from '../../src/sampler/posterior/generation.js';
import { sample, SOLVER_KINDS } from '../../src/sampler/sampler.js';
import { createSchedule } from '../../src/sampler/schedule.js';
import { createGaussianNoise } from '../../src/signal/gaussian-noise.js';
import { createStemBlock } from '../../src/signal/stem-block.js';
import { gain, gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { runSampler, samplerRun, type SamplerSettings } from '../support/run-sampler.js';
import { mean } from '../support/statistics.js';

const LAMBDA = 0.04;
const SHAPE = { channels: 1, stems: 1, frames: 50 };
const denoiser = gaussianDenoiser([LAMBDA]);
const prior = generation(denoiser);

function counting(): { readonly denoiser: Denoiser; readonly calls: () => number } {
  let calls = 0;
  return {
    denoiser: (x, sigma) => {
      calls++;
      return denoiser(x, sigma);
    },
    calls: () => calls,
  };
}

describe('sampler', () => {
  for (const [solver, perInterval] of [
    ['euler', 1],
    ['heun', 2],
    ['dpmpp2m', 1],
    ['projdiff', 1],
  ] as const) {
    for (const resamplings of [1, 3]) {
      const evaluations = resamplings * (6 * perInterval + 1);
      it(`${solver}, 7 steps, R = ${resamplings}: ${evaluations} evaluations, progress to exactly 1`, async () => {
        const counted = counting();
        const fractions: number[] = [];
        const settings: SamplerSettings = {
          steps: 7,
          solver,
          resamplings,
          onProgress: (fraction) => fractions.push(fraction),
        };
        const result = await sample(samplerRun(SHAPE, generation(counted.denoiser), settings));
        assert.equal(counted.calls(), evaluations);
        assert.equal(result.evaluations, evaluations);
        assert.equal(fractions.length, evaluations);
        assert.equal(fractions.at(-1), 1);
        fractions.forEach((fraction, i) => {
          assert.ok(fraction > (fractions[i - 1] ?? 0));
        });
      });
    }
  }

  for (const solver of SOLVER_KINDS) {
    it(`${solver} calls the denoiser no more once it is cancelled`, async () => {
      const controller = new AbortController();
      const counted = counting();
      const aborting = generation((x, sigma) => {
        if (counted.calls() === 2) controller.abort();
        return counted.denoiser(x, sigma);
      });
      const settings = { steps: 20, solver, signal: controller.signal };
      await assert.rejects(
        runSampler(SHAPE, aborting, settings),
        (error) => error instanceof OperationalError && error.code === 'cancelled',
      );
      assert.equal(counted.calls(), 3);
    });
  }

  it('does not call the denoiser at all when it is cancelled before it begins', async () => {
    const counted = counting();
    const settings = { steps: 2, solver: 'euler', signal: AbortSignal.abort() } as const;
    await assert.rejects(runSampler(SHAPE, generation(counted.denoiser), settings), /Cancelled/);
    assert.equal(counted.calls(), 0);
  });

  it('same seed, same bytes; another seed, other samples', async () => {
    const run = (seed: number) =>
      runSampler(SHAPE, prior, {
        steps: 10,
        solver: 'heun',
        churn: 5,
        resamplings: 2,
        noise: createGaussianNoise({ seed, startFrame: 0 }),
      });
    assert.deepEqual(await run(3), await run(3));
    const [three, four] = [await run(3), await run(4)];
    three.data.forEach((value, i) => {
      assert.notEqual(value, four.data[i]);
    });
  });

  it('adds with churn and correction exactly the variance they should', async () => {
    const frames = 40_000;
    const [steps, churn, resamplings] = [12, 4, 2];
    const settings: SamplerSettings = {
      steps,
      churn,
      resamplings,
      solver: 'euler',
      sigmaMin: 0.02,
    };
    const { data } = await runSampler({ ...SHAPE, frames }, prior, settings);
    const variance = mean(data.map((value) => value * value));
    // The sampler is linear on a Gaussian prior: the variance of its state is known after every
    // operation.
    const sigmas = createSchedule({ kind: 'karras', rho: 7, sigmaMin: 0.02, sigmaMax: 1, steps });
    let expected = 1;
    for (let i = 0; i < steps; i++) {
      const [sigma, sigmaNext] = [sigmas[i]!, sigmas[i + 1]!];
      const sigmaHat = sigma * (1 + churn / steps);
      const factor = sigmaNext / sigmaHat + (1 - sigmaNext / sigmaHat) * gain(LAMBDA, sigmaHat);
      for (let repeat = 1; repeat <= resamplings; repeat++) {
        expected = (expected + sigmaHat ** 2 - sigma ** 2) * factor ** 2;
        if (repeat < resamplings) expected += sigma ** 2 - sigmaNext ** 2;
      }
    }
    // The variance of n normal values has a relative deviation of sqrt(2/n); five of it: 3.5 %.
    assert.ok(Math.abs(variance / expected - 1) < 5 * Math.sqrt(2 / frames));
  });

  it('limits churn to sqrt(2) - 1 a step', async () => {
    const sigmas: number[] = [];
    const watched = generation((x, sigma) => {
      sigmas.push(sigma);
      return denoiser(x, sigma);
    });
    await runSampler(SHAPE, watched, { steps: 2, solver: 'euler', churn: 100, sigmaMin: 0.5 });
    assert.deepEqual(sigmas, [Math.SQRT2, Math.SQRT2 / 2]);
  });

  it('lets no history survive added noise: with churn DPM-Solver++(2M) is Euler', async () => {
    const settings = { steps: 10, churn: 0.01 };
    const euler = await runSampler(SHAPE, prior, { ...settings, solver: 'euler' });
    assert.deepEqual(await runSampler(SHAPE, prior, { ...settings, solver: 'dpmpp2m' }), euler);
    const still = await runSampler(SHAPE, prior, { steps: 10, solver: 'dpmpp2m' });
    const stillEuler = await runSampler(SHAPE, prior, { steps: 10, solver: 'euler' });
    assert.notDeepEqual(still, stillEuler);
  });

  it('refuses a schedule that does not fall to 0, and counts out of range', async () => {
    const run = samplerRun(SHAPE, prior, { steps: 2, solver: 'euler' });
    const refuses = (change: Partial<typeof run>, message: RegExp) =>
      assert.rejects(sample({ ...run, ...change }), message);
    await refuses({ schedule: Float64Array.of(1, 0.5) }, /fall strictly to 0, got 1, 0.5/);
    await refuses({ schedule: Float64Array.of(1, 1, 0) }, /fall strictly to 0, got 1, 1, 0/);
    await refuses({ schedule: Float64Array.of(0) }, /fall strictly to 0, got 0/);
    await refuses({ churn: -1 }, /churn must be >= 0, got -1/);
    await refuses({ resamplings: 0 }, /resamplings must be an integer >= 1, got 0/);
  });

  it('refuses a denoiser that returns another shape', async () => {
    const wrong = generation(() => Promise.resolve(createStemBlock({ ...SHAPE, frames: 49 })));
    await assert.rejects(
      runSampler(SHAPE, wrong, { steps: 2, solver: 'euler' }),
      /denoiser output: expected \[1\]\[1\]\[50\], got \[1\]\[1\]\[49\]/,
    );
  });
});
