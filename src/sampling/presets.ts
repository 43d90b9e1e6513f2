/**
 * Presets: how long to sample for a draft, a standard and a best result, as plans without a seed.
 *
 * A masked model is itself a separator from one step at sigma_max, so its steps are few there. An unconditional model only
 * knows the prior: the posterior does the work and needs tens of steps; separation then starts at sigma 1 (the
 * published MSDM setting), because the mixture already fixes everything louder than that, and goes by projdiff, which
 * gains most without conditioning (the released model's page of quality against cost). A card's own presets go first,
 * field by field. Knows no command line: it only derives.
 */
import type { DiffusionPlan } from '../sampler/sampling-plan.js';
import type { DenoiserCard } from '../model/denoiser-card.js';
import type { ModelTask } from '../model/model-task.js';
import { PLAN_FALLBACKS } from './knobs.js';
import type { PresetName } from './preset-names.js';

export type SamplingPreset = Omit<DiffusionPlan, 'seed'>;

type Effort = Readonly<Record<PresetName, { steps: number; resamplings: number }>>;

const MASKED_SEPARATION_EFFORT: Effort = {
  draft: { steps: 1, resamplings: 1 },
  standard: { steps: 1, resamplings: 1 },
  best: { steps: 4, resamplings: 1 },
};

/** Without a mixture one step gives the mean of everything that could be played: that is silence, or a blur. */
const MASKED_INVENTION_EFFORT: Effort = {
  draft: { steps: 10, resamplings: 1 },
  standard: { steps: 30, resamplings: 1 },
  best: { steps: 100, resamplings: 1 },
};

const UNCONDITIONAL_EFFORT: Effort = {
  draft: { steps: 20, resamplings: 1 },
  standard: { steps: 50, resamplings: 1 },
  best: { steps: 150, resamplings: 2 },
};

const KARRAS_RHO = 7;
const SEPARATION_SIGMA_MAX = 1;

/** The preset to use: the card's, where it has one, over the default. */
export function samplingPreset(
  card: DenoiserCard,
  task: ModelTask,
  name: PresetName,
): SamplingPreset {
  const fallback = derive(card, task, name);
  const { steps, schedule, ...rest } = card.presets?.[task]?.[name] ?? {};
  return {
    ...fallback,
    ...rest,
    schedule: { ...(schedule ?? fallback.schedule), steps: steps ?? fallback.schedule.steps },
  };
}

function derive(card: DenoiserCard, task: ModelTask, name: PresetName): SamplingPreset {
  const masked = card.conditioning === 'masked';
  const { steps, resamplings } = effort(card, task)[name];
  const fromTheMixture = task === 'separate' && !masked;
  const { min, max } = card.sigma;
  return {
    ...PLAN_FALLBACKS,
    schedule: {
      kind: 'karras',
      steps,
      sigmaMin: min,
      sigmaMax: fromTheMixture ? Math.min(max, SEPARATION_SIGMA_MAX) : max,
      rho: KARRAS_RHO,
    },
    solver: { kind: fromTheMixture ? 'projdiff' : 'euler', churn: 0 },
    posterior: { kind: 'consistent' },
    resamplings,
  };
}

function effort({ conditioning }: DenoiserCard, task: ModelTask): Effort {
  if (conditioning === 'none') return UNCONDITIONAL_EFFORT;
  return task === 'separate' ? MASKED_SEPARATION_EFFORT : MASKED_INVENTION_EFFORT;
}
