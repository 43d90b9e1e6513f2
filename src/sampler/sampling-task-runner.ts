/**
 * Sampling-task runner: builds noise, schedule and posterior from a task's plain data, and runs the
 * sampler.
 *
 * The denoiser comes with its conditions bound; which session runs it, and where, is not known
 * here.
 */
import { createGaussianNoise, type NoiseSource } from '../signal/gaussian-noise.js';
import { Scratch } from '../signal/scratch.js';
import type { StemShape } from '../signal/stem-block.js';
import type { Denoiser } from './denoiser.js';
import { generation } from './posterior/generation.js';
import { requireKnown, type Known } from './posterior/conditioning.js';
import { imputation } from './posterior/imputation.js';
import type { Posterior } from './posterior/posterior.js';
import { mixturePosterior } from './posterior/posteriors.js';
import { sample } from './sampler.js';
import type { SamplerResult, SamplerRun } from './sampler-run.js';
import type { DiffusionPlan } from './sampling-plan.js';
import type { SamplingTask } from './sampling-task.js';
import { createSchedule } from './schedule.js';

/** The bits that tell the seed of the cover noise from the seed of the sampler's own. */
const COVER_NOISE_SEED_BITS = 0x5bd1e995;

export interface SamplingTaskOptions extends Pick<SamplerRun, 'signal' | 'onProgress' | 'scratch'> {
  /** called for the plan's seed, and for that of the cover noise; {@link createGaussianNoise} by default */
  readonly createNoise?: NoiseSource | undefined;
}

/**
 * @param stems    K, the model's
 * @param denoiser the model, its conditions bound to this task
 * @returns the stems, known ones bit for bit as in the task, and the number of evaluations
 * @throws Error on data that contradicts itself
 * @throws OperationalError `cancelled`; `unsupported-task` when the posterior cannot take what is
 *   known
 */
export async function runSamplingTask(
  task: SamplingTask<DiffusionPlan>,
  stems: number,
  denoiser: Denoiser,
  {
    signal,
    onProgress,
    scratch = new Scratch(),
    createNoise = createGaussianNoise,
  }: SamplingTaskOptions,
): Promise<SamplerResult> {
  const { plan, channels, frames, startFrame } = task;
  const shape = { channels, stems, frames };
  const coverSeed = (plan.seed ^ COVER_NOISE_SEED_BITS) >>> 0;
  return sample({
    shape,
    schedule: createSchedule(plan.schedule),
    solver: plan.solver.kind,
    churn: plan.solver.churn,
    resamplings: plan.resamplings,
    posterior: posteriorFor(task, shape, denoiser, scratch),
    noise: createNoise({ seed: plan.seed, startFrame }),
    coverNoise: createNoise({ seed: coverSeed, startFrame }),
    scratch,
    signal,
    onProgress,
  });
}

function posteriorFor(
  task: SamplingTask<DiffusionPlan>,
  shape: StemShape,
  denoiser: Denoiser,
  scratch: Scratch,
): Posterior {
  const { plan, mixture } = task;
  const known = knownOf(task, shape);
  const inner =
    mixture === null
      ? generation(denoiser)
      : mixturePosterior({ denoiser, mixture, shape, known, scratch }, plan.posterior);
  return known === null ? inner : imputation(inner, known, scratch);
}

function knownOf({ known, knownMask }: SamplingTask, shape: StemShape): Known | null {
  if (known === null && knownMask === null) return null;
  if (known === null || knownMask === null) {
    throw new Error('SamplingTask: known and knownMask must be given together');
  }
  const conditioning = { stems: known, mask: knownMask };
  requireKnown(conditioning, shape);
  return conditioning;
}
