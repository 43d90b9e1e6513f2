/**
 * Sampling settings: from what a user says (a preset and a few overrides) to a complete SamplingPlan.
 *
 * Defaults come from the model's card, because how many steps pay off is a property of the model; a published preset is what
 * was published, whatever the card says. A separator is not sampled: of what a user may say, it takes the views.
 */
import type { DenoiserCard } from '../model/denoiser-card.js';
import type { ModelCard } from '../model/model-card.js';
import { requireTask } from '../model/require-task.js';
import type { ModelTask } from '../model/model-task.js';
import { orList } from '../or-list.js';
import {
  isStorageKnob,
  KNOBS,
  PLAN_FALLBACKS,
  planCounts,
  type Knobs,
  type KnobValue,
  type SamplingKnob,
} from './knobs.js';
import type { SamplingPresetName } from './preset-names.js';
import { samplingPreset } from './presets.js';
import {
  isPublishedPreset,
  PUBLISHED_DIRAC,
  PUBLISHED_GAUSSIAN,
  publishedPreset,
} from './published-presets.js';
import { OperationalError } from '../operational-error.js';
import type { PosteriorKind, PosteriorSpec } from '../sampler/posterior/posteriors.js';
import type { DiffusionPlan, SamplingPlan, SeparatorPlan } from '../sampler/sampling-plan.js';
import { ODE_SOLVER_KINDS } from '../sampler/solver/solvers.js';
import type { SeparatorCard } from '../model/separator/separator-card.js';

/** What is never left open. */
type Said = 'preset' | 'seed';

/** What a user may say; undefined fields are left to the preset. */
export type SamplingChoice = {
  readonly [Name in SamplingKnob]: KnobValue<Name> | (Name extends Said ? never : undefined);
};

/** The same by the names of its options, as a request or a command line has it. */
export type SaidKnobs = {
  readonly [Name in SamplingKnob as Knobs[Name]['option']]?: KnobValue<Name> | undefined;
};

/** Its presets are all one; its seed decides nothing. */
const KNOBS_OF_SEPARATORS: ReadonlySet<string> = new Set<SamplingKnob>(['preset', 'seed', 'views']);

/** The settings of a posterior that is chosen by its name alone. */
const UNSAID_POSTERIORS: { readonly [Kind in PosteriorKind]: PosteriorSpec<Kind> } = {
  consistent: { kind: 'consistent' },
  dirac: PUBLISHED_DIRAC,
  gaussian: PUBLISHED_GAUSSIAN,
};

/** @param said may have other fields, too: they are not looked at */
export function samplingChoice(
  said: SaidKnobs,
  defaults: Pick<SamplingChoice, Said>,
): SamplingChoice {
  const named = new Map<string, unknown>(Object.entries(said));
  const chosen = Object.entries(KNOBS)
    .filter(([name]) => !isStorageKnob(name))
    .map(([name, { option }]) => [name, named.get(option)]);
  const { preset = defaults.preset, seed = defaults.seed } = said;
  return { ...(Object.fromEntries(chosen) as SamplingChoice), preset, seed };
}

/** All left to the preset. */
export function presetSampling(preset: SamplingPresetName, seed: number): SamplingChoice {
  return samplingChoice({}, { preset, seed });
}

/**
 * @throws OperationalError `unsupported-task` when the model does not do the task, or the preset does not fit both;
 *   `bad-argument` when the solver does not fit task and posterior, or the model is not sampled
 */
export function samplingPlan(
  card: DenoiserCard,
  task: ModelTask,
  choice: SamplingChoice,
): DiffusionPlan;
export function samplingPlan(
  card: ModelCard,
  task: ModelTask,
  choice: SamplingChoice,
): SamplingPlan;
export function samplingPlan(
  card: ModelCard,
  task: ModelTask,
  choice: SamplingChoice,
): SamplingPlan {
  requireTask(card, task);
  return card.kind === 'separator'
    ? separatorPlan(card, choice)
    : diffusionPlan(card, task, choice);
}

function separatorPlan({ name }: SeparatorCard, choice: SamplingChoice): SeparatorPlan {
  const others = Object.entries(choice).filter(
    ([knob, value]) => !KNOBS_OF_SEPARATORS.has(knob) && value !== undefined,
  );
  if (others.length > 0) {
    const said = others.map(([knob]) => KNOBS[knob as SamplingKnob].option);
    throw new OperationalError(
      'bad-argument',
      `The model "${name}" is a separator: its networks give the stems in one evaluation, without steps of diffusion. It takes ` +
        `views, but not ${said.join(', ')}. Leave that out, or choose a model that generates.`,
    );
  }
  if (isPublishedPreset(choice.preset)) {
    throw new OperationalError(
      'unsupported-task',
      `The preset "${choice.preset}" says how to sample a diffusion model, but "${name}" is a separator. Choose draft, standard or ` +
        'best, or another model.',
    );
  }
  return { kind: 'separator', views: choice.views ?? PLAN_FALLBACKS.views, seed: choice.seed };
}

function diffusionPlan(card: DenoiserCard, task: ModelTask, choice: SamplingChoice): DiffusionPlan {
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
    ...planCounts(choice, preset),
    seed: choice.seed,
  };
}

/** What only noise decides would be gone; and the other posteriors' noise would stay in the stems. */
function noDescent(task: ModelTask, { kind }: PosteriorSpec): OperationalError {
  return new OperationalError(
    'bad-argument',
    'The solver "projdiff" goes to the mean of what the stems may be: it is for separating with the posterior "consistent", ' +
      `but this is to ${task} with "${kind}". Choose ${orList(ODE_SOLVER_KINDS)}.`,
  );
}
