/**
 * SamplingPlan: everything that decides which bytes come out of the sampler, as plain data that crosses
 * threads. All fields are required: defaults belong to the model card's presets and the configuration.
 */

interface LevelRange {
  readonly sigmaMin: number;
  readonly sigmaMax: number;
}

export interface CurvedSchedule extends LevelRange {
  readonly kind: 'karras' | 'exponential' | 'linear';
  /** curvature of the Karras schedule (7 in the paper); other kinds ignore it */
  readonly rho: number;
}

export interface RefineSchedule extends LevelRange {
  readonly kind: 'refine';
  /** sigma_1 of three or more intervals, between sigmaMin and sigmaMax */
  readonly sigmaRefine: number;
}

/** Noise levels sigma_0 = sigmaMax > ... > sigma_{N-1} = sigmaMin, then 0; what each kind means is in schedule.ts. */
export type ScheduleShape = CurvedSchedule | RefineSchedule;

export type ScheduleSpec = ScheduleShape & {
  /** N, the number of intervals, >= 1 */
  readonly steps: number;
};

export const SOLVER_KINDS = ['euler', 'heun', 'dpmpp2m', 'projdiff'] as const;

export interface SolverSpec {
  readonly kind: (typeof SOLVER_KINDS)[number];
  /** S_churn of the whole run, >= 0; per step gamma = min(churn / N, sqrt(2) - 1) */
  readonly churn: number;
}

export const POSTERIOR_KINDS = ['consistent', 'dirac', 'gaussian'] as const;

/** How the stems are tied to a mixture; without a mixture the prior is sampled and this is not used. */
export type PosteriorSpec =
  | { readonly kind: 'consistent' }
  | {
      readonly kind: 'dirac';
      /** index of the stem that is mixture - others */ readonly constrainedStem: number;
    }
  | { readonly kind: 'gaussian'; /** g in gamma = g * sigma */ readonly gammaPerSigma: number };

export interface SamplingPlan {
  readonly schedule: ScheduleSpec;
  readonly solver: SolverSpec;
  readonly posterior: PosteriorSpec;
  /** R, evaluations a step: 1 = no correction, 2 = the paper's "with correction" */
  readonly resamplings: number;
  /** V, views of a chunk whose denoised stems are averaged in each evaluation (model/viewed-denoiser) */
  readonly views: number;
  /** integer in [0, 2^32) */
  readonly seed: number;
}
