/**
 * The published MSDM sampler's own numbers, from its own noise: fixtures/msdm-trajectories.md says
 * where they come from.
 *
 * Tolerance 1e-5: the recording has 7 decimals (5e-8 each), and a float32 run of N steps and R
 * repeats rounds the state N R times by 2^-24 of at most 4; added as independent errors sqrt(120) 4
 * 2^-24/sqrt(3) = 1.5e-6, and twice that, for the two programs differ in where they round.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { dirac } from '../../src/sampler/posterior/dirac.js';
import { gaussian } from '../../src/sampler/posterior/gaussian.js';
import { gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { PUBLISHED_TRAJECTORIES } from '../support/published-trajectories.js';
import { recordedNoise } from '../support/recorded-noise.js';
import { runSampler } from '../support/run-sampler.js';
import { maxDistance } from '../support/statistics.js';

const fixture = PUBLISHED_TRAJECTORIES;

describe('the published sampler', () => {
  for (const trajectory of fixture.cases) {
    it(`is reproduced: ${trajectory.name}`, async () => {
      const { posterior: spec, churn, resamplings, schedule, initialNoise, noises } = trajectory;
      const denoiser = gaussianDenoiser(fixture.lambdas);
      const mixture = Float32Array.from(fixture.mixture);
      const posterior =
        spec.kind === 'dirac'
          ? dirac(denoiser, mixture, spec.constrainedStem)
          : gaussian(denoiser, mixture, spec.gammaPerSigma);
      const noise = recordedNoise([initialNoise, ...noises]);
      const stems = await runSampler({ ...fixture, channels: 1 }, posterior, {
        ...schedule,
        solver: 'euler',
        churn,
        resamplings,
        noise,
      });
      assert.ok(maxDistance(stems.data, trajectory.final) < 1e-5);
      assert.equal(noise.remaining(), 0, 'every recorded draw has its place');
    });
  }
});
