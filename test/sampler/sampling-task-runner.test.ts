/**
 * A task as the worker hands it over: the plan's parts are put together, and chunks of one
 * recording fit.
 *
 * The Gaussian prior has no memory in time, so a chunk's result may depend on nothing but the
 * frame's own data and noise: wherever a chunk starts, and whatever else is known, shared frames
 * agree bit for bit.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PLAN_FALLBACKS } from '../../src/sampling/knobs.js';
import { OperationalError } from '../../src/operational-error.js';
import type { Denoiser } from '../../src/sampler/denoiser.js';
import { consistent } from '../../src/sampler/posterior/consistent.js';
import { dirac } from '../../src/sampler/posterior/dirac.js';
import { gaussian } from '../../src/sampler/posterior/gaussian.js';
import { generation } from '../../src/sampler/posterior/generation.js';
import type { PosteriorSpec } from '../../src/sampler/posterior/posteriors.js';
import type { DiffusionPlan } from '../../src/sampler/sampling-plan.js';
import type { SamplingTask } from '../../src/sampler/sampling-task.js';
import { runSamplingTask } from '../../src/sampler/sampling-task-runner.js';
import { Scratch } from '../../src/signal/scratch.js';
import { partOfStemBlock, stemRow, type StemBlock } from '../../src/signal/stem-block.js';
import { gaussianDenoiser } from '../support/gaussian-denoiser.js';
import { gaussianStems, mixtureOf } from '../support/gaussian-stems.js';
import { runSampler, SEED } from '../support/run-sampler.js';

const LAMBDAS = [0.04, 0.02, 0.01];
const STEMS = 3;
const FRAMES = 2600;
const SHAPE = { channels: 2, stems: STEMS, frames: FRAMES };
const truth = gaussianStems(SHAPE, LAMBDAS, 5);
const mixture = mixtureOf(truth);
const denoiser = gaussianDenoiser(LAMBDAS);
const SCHEDULE = { kind: 'karras', steps: 6, sigmaMin: 1e-4, sigmaMax: 1, rho: 7 } as const;
const PLAN: DiffusionPlan = {
  ...PLAN_FALLBACKS,
  schedule: SCHEDULE,
  solver: { kind: 'euler', churn: 2 },
  posterior: { kind: 'consistent' },
  resamplings: 2,
  seed: SEED,
};

const task = (
  overrides: Partial<SamplingTask<DiffusionPlan>> = {},
): SamplingTask<DiffusionPlan> => ({
  plan: PLAN,
  channels: 2,
  frames: FRAMES,
  startFrame: 0,
  mixture,
  known: null,
  knownMask: null,
  ...overrides,
});
const stemsOf = async (given: SamplingTask<DiffusionPlan>): Promise<StemBlock> =>
  (await runSamplingTask(given, STEMS, denoiser, {})).stems;

/** Frames [start, end) of everything that is given, at their place in the recording. */
function chunk(
  start: number,
  end: number,
  overrides: Partial<SamplingTask<DiffusionPlan>> = {},
): SamplingTask<DiffusionPlan> {
  const cut = [0, 1].map((channel) =>
    mixture.slice(channel * FRAMES + start, channel * FRAMES + end),
  );
  const frames = end - start;
  const chunkMixture = Float32Array.from([...cut[0]!, ...cut[1]!]);
  return task({ frames, startFrame: start, mixture: chunkMixture, ...overrides });
}

function maskOf(frames: number, isKnown: (stem: number, frame: number) => boolean): Float32Array {
  return new Float32Array(STEMS * frames).map((_, i) =>
    isKnown(Math.floor(i / frames), i % frames) ? 1 : 0,
  );
}

describe('sampling task', () => {
  it('does not hear what other tasks left in the memory it works in', async () => {
    const stemAndStart = maskOf(FRAMES, (stem, frame) => stem === 1 || frame < 900);
    const tasks = [
      task({ known: truth, knownMask: stemAndStart }),
      chunk(100, 1900),
      task({ plan: { ...PLAN, solver: { kind: 'dpmpp2m', churn: 0 } } }),
      task({ known: truth, knownMask: maskOf(FRAMES, (_, frame) => frame >= 2000) }),
      task({ mixture: null, plan: { ...PLAN, solver: { kind: 'heun', churn: 0 } } }),
    ];
    const scratch = new Scratch();
    for (const given of [...tasks, ...tasks.reverse()]) {
      const { stems } = await runSamplingTask(given, STEMS, denoiser, { scratch });
      assert.deepEqual(stems.data, (await stemsOf(given)).data);
    }
  });

  it('runs the posterior, solver, levels and seed of its plan', async () => {
    const posteriors = [
      [{ kind: 'consistent' }, consistent(denoiser, mixture, SHAPE, null)],
      [{ kind: 'dirac', constrainedStem: 1 }, dirac(denoiser, mixture, 1)],
      [{ kind: 'gaussian', gammaPerSigma: 0.8 }, gaussian(denoiser, mixture, 0.8)],
    ] as const satisfies readonly (readonly [PosteriorSpec, unknown])[];
    const settings = { ...SCHEDULE, solver: 'heun', churn: 2, resamplings: 2 } as const;
    const solver = { kind: 'heun', churn: 2 } as const;
    for (const [spec, posterior] of posteriors) {
      const plan = { ...PLAN, solver, posterior: spec };
      assert.deepEqual(await stemsOf(task({ plan })), await runSampler(SHAPE, posterior, settings));
    }
    const plan = { ...PLAN, solver };
    const free = await stemsOf(task({ plan, mixture: null }));
    assert.deepEqual(free, await runSampler(SHAPE, generation(denoiser), settings));
  });

  it('counts evaluations and passes progress and cancellation on', async () => {
    const fractions: number[] = [];
    const options = { onProgress: (fraction: number) => fractions.push(fraction) };
    const { evaluations } = await runSamplingTask(task(), STEMS, denoiser, options);
    assert.equal(evaluations, 12);
    assert.equal(fractions.length, 12);
    const signal = AbortSignal.abort();
    await assert.rejects(runSamplingTask(task(), STEMS, denoiser, { signal }), /Cancelled/);
  });

  it('overlapping chunks agree on the frames they share, bit for bit', async () => {
    const whole = await stemsOf(task());
    for (const [start, end] of [
      [700, 2600],
      [0, 1500],
      [1024, 1025],
    ] as const) {
      assert.deepEqual(await stemsOf(chunk(start, end)), partOfStemBlock(whole, start, end));
    }
  });

  it('a chunk that continues another gives what one long chunk would, bit for bit', async () => {
    const whole = await stemsOf(task());
    const before = await stemsOf(chunk(0, 1500));
    const overlap = 300;
    const known = partOfStemBlock(whole, 1200, 2600);
    for (let channel = 0; channel < 2; channel++) {
      for (let stem = 0; stem < STEMS; stem++) {
        const row = stemRow(known, channel, stem).fill(0);
        row.set(stemRow(before, channel, stem).subarray(1200, 1200 + overlap));
      }
    }
    const knownMask = maskOf(1400, (_, frame) => frame < overlap);
    const after = await stemsOf(chunk(1200, 2600, { known, knownMask }));
    assert.deepEqual(after, partOfStemBlock(whole, 1200, 2600));
  });

  it('overlapping chunks cover known audio with the same noise, and not with that of the start', async () => {
    const seen: StemBlock[] = [];
    const watching: Denoiser = (x, sigma) => {
      seen.push(partOfStemBlock(x, x.frames - 500, x.frames));
      return denoiser(x, sigma);
    };
    const still = { ...PLAN, solver: { kind: 'euler', churn: 0 }, resamplings: 1 } as const;
    const plan = { ...still, schedule: { ...SCHEDULE, steps: 1 } };
    for (const start of [700, 1100]) {
      const known = partOfStemBlock(truth, start, FRAMES);
      const knownMask = maskOf(FRAMES - start, () => true);
      const given = chunk(start, FRAMES, { plan, known, knownMask });
      await runSamplingTask(given, STEMS, watching, {});
    }
    await runSamplingTask(task({ plan, mixture: null }), STEMS, watching, {});
    const [first, second, free] = seen;
    assert.deepEqual(first, second);
    const truthThere = partOfStemBlock(truth, FRAMES - 500, FRAMES).data;
    first!.data.forEach((value, i) => {
      assert.notEqual(Math.fround(value - truthThere[i]!), free!.data[i]);
    });
  });

  it('keeps a mono recording stored as stereo mono', async () => {
    const left = mixture.subarray(0, FRAMES);
    const stereo = await stemsOf(task({ mixture: Float32Array.from([...left, ...left]) }));
    for (let stem = 0; stem < STEMS; stem++) {
      assert.deepEqual(stemRow(stereo, 1, stem), stemRow(stereo, 0, stem));
    }
  });

  it('refuses dirac where its constrained stem is known and others are not', async () => {
    const plan = { ...PLAN, posterior: { kind: 'dirac', constrainedStem: 0 } } as const;
    const given = (isKnown: (stem: number) => boolean): Partial<SamplingTask<DiffusionPlan>> => ({
      plan,
      known: truth,
      knownMask: maskOf(FRAMES, isKnown),
    });
    await assert.rejects(
      stemsOf(task(given((stem) => stem === 0))),
      (error) => error instanceof OperationalError && error.code === 'unsupported-task',
    );
    const stems = await stemsOf(task(given((stem) => stem === 2)));
    assert.deepEqual(stemRow(stems, 0, 2), stemRow(truth, 0, 2));
    assert.deepEqual(await stemsOf(task(given(() => true))), truth);
  });

  it('refuses data that contradicts itself', async () => {
    await assert.rejects(stemsOf(task({ known: truth })), /must be given together/);
    await assert.rejects(stemsOf(task({ frames: 2599 })), /mixture: expected \[2\]\[2599\]/);
    const known = partOfStemBlock(truth, 0, 2599);
    const knownMask = new Float32Array(STEMS * 2599);
    await assert.rejects(
      stemsOf(task({ known, knownMask })),
      /known stems: expected \[2\]\[3\]\[2600\]/,
    );
  });
});
