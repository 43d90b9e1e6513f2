/**
 * `sample` with what most tests leave alone filled in: Karras levels, no churn, no correction, seed
 * 1.
 */
import { sample, type SolverKind } from '../../src/sampler/sampler.js';
import type { SamplerRun } from '../../src/sampler/sampler-run.js';
import { createSchedule, type CurvedSchedule } from '../../src/sampler/schedule.js';
import { createGaussianNoise } from '../../src/signal/gaussian-noise.js';
import type { StemBlock, StemShape } from '../../src/signal/stem-block.js';
import type { Posterior } from '../../src/sampler/posterior/posterior.js';

export const SEED = 1;

export interface SamplerSettings
  extends Partial<CurvedSchedule>, Partial<Omit<SamplerRun, 'schedule'>> {
  readonly steps: number;
  readonly solver: SolverKind;
}

export async function runSampler(
  shape: StemShape,
  posterior: Posterior,
  settings: SamplerSettings,
): Promise<StemBlock> {
  const { stems } = await sample(samplerRun(shape, posterior, settings));
  return stems;
}

export function samplerRun(
  shape: StemShape,
  posterior: Posterior,
  {
    kind = 'karras',
    rho = 7,
    sigmaMin = 1e-4,
    sigmaMax = 1,
    steps,
    solver,
    ...rest
  }: SamplerSettings,
): Parameters<typeof sample>[0] {
  return {
    shape,
    posterior,
    schedule: createSchedule({ kind, rho, sigmaMin, sigmaMax, steps }),
    solver,
    churn: 0,
    resamplings: 1,
    noise: createGaussianNoise({ seed: SEED, startFrame: 0 }),
    coverNoise: createGaussianNoise({ seed: 1000 + SEED, startFrame: 0 }),
    ...rest,
  };
}
