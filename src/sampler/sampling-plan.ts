/**
 * SamplingPlan: everything that decides which bytes come out of the sampler, as plain data that crosses
 * threads. All fields are required: defaults belong to the model card's presets and the configuration.
 *
 *   no kind: a denoiser is sampled           "separator": its networks are evaluated, and nothing is sampled
 */
import type { PosteriorSpec } from './posterior/posteriors.js';
import type { SolverKind } from './sampler.js';
import type { ScheduleSpec } from './schedule.js';

export interface SolverSpec {
  readonly kind: SolverKind;
  /** S_churn of the whole run, >= 0; per step gamma = min(churn / N, sqrt(2) - 1) */
  readonly churn: number;
}

export interface DiffusionPlan {
  /** plans of earlier releases have none either */
  readonly kind?: undefined;
  readonly schedule: ScheduleSpec;
  readonly solver: SolverSpec;
  /** without a mixture the prior is sampled and this is not used */
  readonly posterior: PosteriorSpec;
  /** R, evaluations a step: 1 = no correction, 2 = the paper's "with correction" */
  readonly resamplings: number;
  /** V, views of a chunk whose denoised stems are averaged: test-time augmentation (model/viewed-denoiser) */
  readonly views: number;
  /** integer in [0, 2^32) */
  readonly seed: number;
}

export interface SeparatorPlan extends Pick<DiffusionPlan, 'views' | 'seed'> {
  readonly kind: 'separator';
}

export type SamplingPlan = DiffusionPlan | SeparatorPlan;

/** N, the number of noise levels above 0; 1 where nothing is sampled. */
export function stepsOf(plan: SamplingPlan): number {
  return plan.kind === 'separator' ? 1 : plan.schedule.steps;
}

/** The same plan in other steps; one that has none stays as it is. */
export function withSteps(plan: SamplingPlan, steps: number): SamplingPlan {
  if (plan.kind === 'separator') return plan;
  return { ...plan, schedule: { ...plan.schedule, steps } };
}
