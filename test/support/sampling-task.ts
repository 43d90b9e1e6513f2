/**
 * Sampling tasks for tests: a separation of seeded noise by the Gaussian model, with anything changed that matters.
 */
import { PLAN_FALLBACKS } from '../../src/sampling/knobs.js';
import type { DiffusionPlan } from '../../src/sampler/sampling-plan.js';
import type { SamplingTask } from '../../src/sampler/sampling-task.js';
import { noiseBlock } from './gaussian-model.js';

export interface TaskChanges extends Partial<Omit<SamplingTask<DiffusionPlan>, 'plan'>> {
  readonly steps?: number;
  readonly plan?: Partial<DiffusionPlan>;
}

/** A new task each time: a task's arrays are gone once it has been sent to a worker. */
export function separationTask({
  steps = 6,
  plan,
  ...rest
}: TaskChanges = {}): SamplingTask<DiffusionPlan> {
  const shape = { channels: 2, frames: 2048 };
  return {
    plan: {
      ...PLAN_FALLBACKS,
      schedule: { kind: 'karras', steps, sigmaMin: 1e-3, sigmaMax: 1, rho: 7 },
      solver: { kind: 'heun', churn: 2 },
      posterior: { kind: 'consistent' },
      resamplings: 2,
      seed: 7,
      ...plan,
    },
    ...shape,
    startFrame: 4096,
    mixture: noiseBlock({ ...shape, stems: 1 }, 99).data,
    known: null,
    knownMask: null,
    ...rest,
  };
}

/**
 * One evaluation of the network: an Euler step from sigma to 0 is x + (0 - sigma) (x - D) / sigma = D(x; sigma), and x is
 * sigma times the noise of that seed and frame.
 */
export function denoisedFromNoise({
  sigma,
  seed,
  ...shape
}: Pick<SamplingTask, 'channels' | 'frames' | 'startFrame'> & {
  readonly sigma: number;
  readonly seed: number;
}): SamplingTask<DiffusionPlan> {
  return separationTask({
    channels: shape.channels,
    frames: shape.frames,
    startFrame: shape.startFrame,
    mixture: null,
    plan: {
      schedule: { kind: 'karras', steps: 1, sigmaMin: sigma / 2, sigmaMax: sigma, rho: 7 },
      solver: { kind: 'euler', churn: 0 },
      resamplings: 1,
      seed,
    },
  });
}
