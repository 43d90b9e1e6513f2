/**
 * Imputation: what is known comes back bit for bit, the rest is what the inner posterior makes of
 * it.
 *
 * The stems of the Gaussian prior are independent, and so are its frames: knowing some of them must
 * leave the others exactly as they are without, unless a mixture ties them.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { consistent } from '../../src/sampler/posterior/consistent.js';
import { dirac } from '../../src/sampler/posterior/dirac.js';
import { generation } from '../../src/sampler/posterior/generation.js';
import type { Known } from '../../src/sampler/posterior/conditioning.js';
import { imputation } from '../../src/sampler/posterior/imputation.js';
import type { Posterior } from '../../src/sampler/posterior/posterior.js';
import { SOLVER_KINDS } from '../../src/sampler/sampler.js';
import { createStemBlock, partOfStemBlock, type StemBlock } from '../../src/signal/stem-block.js';
import { gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { firstDraw, gaussianStems, mixtureOf } from '../support/gaussian-stems.js';
import { perFrame } from '../support/frames.js';
import { consistentLimit } from '../support/posterior-forms.js';
import { recordedNoise } from '../support/recorded-noise.js';
import { runSampler, SEED } from '../support/run-sampler.js';
import { maxDistance, rms, rmsDistance } from '../support/statistics.js';

const LAMBDA = 0.04;
const LAMBDAS = [LAMBDA, LAMBDA, LAMBDA, LAMBDA];
const SHAPE = { channels: 2, stems: 4, frames: 40 };
const denoiser = gaussianDenoiser(LAMBDAS);
const truth = gaussianStems(SHAPE, LAMBDAS, 5);
const mixture = mixtureOf(truth);

/**
 * @param isKnown of a stem and a frame; unknown values are NaN, so that whoever reads one is found
 * out
 */
function knowing(isKnown: (stem: number, frame: number) => boolean): Known {
  const { stems, frames } = SHAPE;
  const mask = new Float32Array(stems * frames).map((_, i) =>
    isKnown(Math.floor(i / frames), i % frames) ? 1 : 0,
  );
  const data = truth.data.map((value, i) => (mask[i % mask.length] === 1 ? value : NaN));
  return { stems: { ...truth, data }, mask };
}

/** `known` where it is known and `otherwise` elsewhere: what a result must be. */
function merged({ stems, mask }: Known, otherwise: StemBlock): StemBlock {
  const data = otherwise.data.map((value, i) =>
    mask[i % mask.length] === 1 ? stems.data[i]! : value,
  );
  return { ...otherwise, data };
}

const oneStem = knowing((stem) => stem === 1);
const start = knowing((_, frame) => frame < 15);
const patches = knowing((stem, frame) => (stem + frame) % 3 === 0);

describe('imputation', () => {
  for (const solver of SOLVER_KINDS) {
    for (const [what, known] of Object.entries({ oneStem, start, patches })) {
      it(`${solver}, ${what}: known bits come back, the others are those of generation`, async () => {
        const settings = { steps: 9, solver, churn: 3, resamplings: 2 };
        const prior: Posterior = generation(denoiser);
        const plain = await runSampler(SHAPE, prior, settings);
        const stems = await runSampler(SHAPE, imputation(prior, known), settings);
        assert.deepEqual(stems, merged(known, plain));
      });
    }
  }

  it('shows the denoiser known audio under fresh noise of the level of the step', async () => {
    const draws = [firstDraw(SHAPE, 21).data, firstDraw(SHAPE, 22).data];
    const sigmas: number[] = [];
    const posterior = imputation(
      generation((x, sigma) => {
        const draw = draws[sigmas.length]!;
        const covered = truth.data.map((value, i) => value + sigma * draw[i]!);
        assert.deepEqual(x, merged({ ...oneStem, stems: { ...truth, data: covered } }, x));
        sigmas.push(sigma);
        return denoiser(x, sigma);
      }),
      oneStem,
    );
    const coverNoise = recordedNoise(draws);
    await runSampler(SHAPE, posterior, { steps: 2, solver: 'euler', sigmaMin: 0.25, coverNoise });
    assert.deepEqual(sigmas, [1, 0.25]);
    assert.equal(coverNoise.remaining(), 0);
  });

  it('denoises what is known to what it is, and the rest as the inner posterior does', async () => {
    const x = firstDraw(SHAPE, 23);
    const plain = await denoiser(x, 0.5);
    const posterior = imputation(generation(denoiser), patches);
    assert.deepEqual(await posterior.denoise(x, 0.5), merged(patches, plain));
  });

  it('around consistent, a known start changes no other frame', async () => {
    const settings = { steps: 9, solver: 'dpmpp2m', resamplings: 2 } as const;
    const alone = await runSampler(SHAPE, consistent(denoiser, mixture, SHAPE, null), settings);
    const posterior = imputation(consistent(denoiser, mixture, SHAPE, start), start);
    const stems = await runSampler(SHAPE, posterior, settings);
    assert.deepEqual(stems, merged(start, alone));
    // Stems below 1, rounded to 2^-25 each; the known ones were rounded when their mixture was
    // made.
    assert.ok(maxDistance(mixtureOf(stems), mixture) <= 8 * 2 ** -25);
  });

  it('around consistent, the unknown stems share what the known ones leave', async () => {
    const steps = 200;
    const posterior = imputation(consistent(denoiser, mixture, SHAPE, patches), patches);
    const stems = await runSampler(SHAPE, posterior, { steps, solver: 'heun' });
    const isKnown = (stem: number, frame: number): boolean => (stem + frame) % 3 === 0;
    const start = firstDraw(SHAPE, SEED);
    const rest = mixtureOf(merged({ ...patches, stems: createStemBlock(SHAPE) }, truth));
    const expected = perFrame(start, rest, (x, y, frame) => {
      const free = x.filter((_, stem) => !isKnown(stem, frame));
      const limit = [...consistentLimit(LAMBDA, free, 1, y)];
      return x.map((_, stem) => (isKnown(stem, frame) ? 0 : limit.shift()!));
    });
    const error = rmsDistance(stems.data, merged(patches, expected).data) / rms(truth.data);
    // Heun's error is C/N^2; C = 14 from sigma = 20 (consistent.test.ts), less from 1.
    assert.ok(error < 14 / steps ** 2, `relative error ${error}`);
    assert.deepEqual(stems, merged(patches, stems));
    assert.ok(maxDistance(mixtureOf(stems), mixture) <= 8 * 2 ** -25);
  });

  it('around dirac, the constrained stem is what the known and the sampled ones leave', async () => {
    const posterior = imputation(dirac(denoiser, mixture, 3), oneStem);
    const stems = await runSampler(SHAPE, posterior, { steps: 40, solver: 'euler' });
    assert.deepEqual(stems, merged(oneStem, stems));
    assert.ok(maxDistance(mixtureOf(stems), mixture) <= 8 * 2 ** -25);
  });

  it('refuses a mask of another shape, or of values other than 0 and 1', () => {
    const prior = generation(denoiser);
    const given = (mask: Float32Array) => () => imputation(prior, { stems: truth, mask });
    assert.throws(given(new Float32Array(159)), /expected \[4\]\[40\], got 159 values/);
    assert.throws(given(new Float32Array(160).fill(0.5)), /must be 0 or 1, got 0.5/);
    const short = partOfStemBlock(truth, 0, 39);
    assert.throws(
      () => consistent(denoiser, mixture, SHAPE, { ...oneStem, stems: short }),
      /known stems: expected \[2\]\[4\]\[40\], got \[2\]\[4\]\[39\]/,
    );
  });
});
