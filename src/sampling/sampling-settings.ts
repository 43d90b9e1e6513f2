/**
 * Sampling settings: from what a user says (a preset and a few overrides) to a complete SamplingPlan.
 *
 * Defaults come from the model's card, because how many steps pay off is a property of the model; a published preset is what
 * was published, whatever the card says.
 */
import { PRESET_NAMES, type ModelCard, type ModelTask } from '../model/model-card.js';
import { samplingPreset } from './presets.js';
import {
  isPublishedPreset,
  PUBLISHED_DIRAC,
  PUBLISHED_GAUSSIAN,
  PUBLISHED_PRESET_NAMES,
  publishedPreset,
} from './published-presets.js';
import { OperationalError } from '../operational-error.js';
import type { PosteriorKind, PosteriorSpec } from '../sampler/posterior/posteriors.js';
import type { SolverKind } from '../sampler/sampler.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import { ODE_SOLVER_KINDS } from '../sampler/solver/solvers.js';

/** The presets a job may name. Live sessions and the daemon's default take the card's three only. */
export const SAMPLING_PRESET_NAMES = [...PRESET_NAMES, ...PUBLISHED_PRESET_NAMES] as const;
export type SamplingPresetName = (typeof SAMPLING_PRESET_NAMES)[number];

/** The solvers and posteriors a job may name: all there are. */
export { POSTERIOR_KINDS } from '../sampler/posterior/posteriors.js';
export { SOLVER_KINDS } from '../sampler/sampler.js';

/** What a user may say; undefined fields are left to the preset. */
export interface SamplingChoice {
  readonly preset: SamplingPresetName;
  readonly steps: number | undefined;
  readonly solver: SolverKind | undefined;
  readonly posterior: PosteriorKind | undefined;
  readonly resamplings: number | undefined;
  readonly views: number | undefined;
  readonly seed: number;
}

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** The settings of a posterior that is chosen by its name alone. */
const UNSAID_POSTERIORS: { readonly [Kind in PosteriorKind]: PosteriorSpec<Kind> } = {
  consistent: { kind: 'consistent' },
  dirac: PUBLISHED_DIRAC,
  gaussian: PUBLISHED_GAUSSIAN,
};

/** All left to the preset. */
export function presetSampling(preset: SamplingPresetName, seed: number): SamplingChoice {
  return {
    preset,
    steps: undefined,
    solver: undefined,
    posterior: undefined,
    resamplings: undefined,
    views: undefined,
    seed,
  };
}

/**
 * @throws OperationalError `unsupported-task` when the model does not do the task, or the preset does not fit both;
 *   `bad-argument` when the solver does not fit task and posterior
 */
export function samplingPlan(
  card: ModelCard,
  task: ModelTask,
  choice: SamplingChoice,
): SamplingPlan {
  if (!card.tasks.includes(task)) {
    throw new OperationalError(
      'unsupported-task',
      `The model "${card.name}" cannot ${task}; it can ${card.tasks.join(', ')}. Choose another with --model.`,
    );
  }
  const preset = isPublishedPreset(choice.preset)
    ? publishedPreset(card, task, choice.preset)
    : samplingPreset(card, task, choice.preset);
  const posterior =
    choice.posterior === undefined || choice.posterior === preset.posterior.kind
      ? preset.posterior
      : UNSAID_POSTERIORS[choice.posterior];
  const descends = task === 'separate' && posterior.kind === 'consistent';
  if (choice.solver === 'projdiff' && !descends) throw noDescent(task, posterior);
  const itsKind = preset.solver.kind === 'projdiff' && !descends ? 'euler' : preset.solver.kind;
  return {
    schedule: { ...preset.schedule, steps: choice.steps ?? preset.schedule.steps },
    solver: { ...preset.solver, kind: choice.solver ?? itsKind },
    posterior,
    resamplings: choice.resamplings ?? preset.resamplings,
    views: choice.views ?? preset.views,
    seed: choice.seed,
  };
}

/** What only noise decides would be gone; and the other posteriors' noise would stay in the stems. */
function noDescent(task: ModelTask, { kind }: PosteriorSpec): OperationalError {
  return new OperationalError(
    'bad-argument',
    'The solver "projdiff" goes to the mean of what the stems may be: it is for separating with the posterior "consistent", ' +
      `but this is to ${task} with "${kind}". Choose ${OR.format(ODE_SOLVER_KINDS)}.`,
  );
}
