/**
 * Sampling settings: from what a user says (a preset and a few overrides) to a complete SamplingPlan.
 *
 * Defaults come from the model's card, because how many steps pay off is a property of the model.
 */
import type { ModelCard, ModelTask, PresetName } from '../model/model-card.js';
import { samplingPreset } from '../model/presets.js';
import { OperatingError } from '../operating-error.js';
import type { PosteriorSpec, SamplingPlan, SolverSpec } from '../sampler/sampling-plan.js';

/** What a user may say; undefined fields are left to the preset. */
export interface SamplingChoice {
  readonly preset: PresetName;
  readonly steps: number | undefined;
  readonly solver: SolverSpec['kind'] | undefined;
  readonly posterior: PosteriorSpec['kind'] | undefined;
  readonly resamplings: number | undefined;
  readonly views: number | undefined;
  readonly seed: number;
}

/** All left to the preset. */
export function presetSampling(preset: PresetName, seed: number): SamplingChoice {
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

/** g of the Gaussian posterior and the constrained stem of the Dirac posterior, as the paper ships them. */
const PAPER_GAMMA_PER_SIGMA = 0.75;
const PAPER_CONSTRAINED_STEM = 0;

/** @throws OperatingError `unsupported-task` when the model does not do the task */
export function samplingPlan(
  card: ModelCard,
  task: ModelTask,
  choice: SamplingChoice,
): SamplingPlan {
  if (!card.tasks.includes(task)) {
    throw new OperatingError(
      'unsupported-task',
      `The model "${card.name}" cannot ${task}; it can ${card.tasks.join(', ')}. Choose another with --model.`,
    );
  }
  const preset = samplingPreset(card, task, choice.preset);
  return {
    schedule: { ...preset.schedule, steps: choice.steps ?? preset.schedule.steps },
    solver: { ...preset.solver, kind: choice.solver ?? preset.solver.kind },
    posterior:
      choice.posterior === undefined || choice.posterior === preset.posterior.kind
        ? preset.posterior
        : posteriorSpec(choice.posterior),
    resamplings: choice.resamplings ?? preset.resamplings,
    views: choice.views ?? preset.views,
    seed: choice.seed,
  };
}

function posteriorSpec(kind: PosteriorSpec['kind']): PosteriorSpec {
  switch (kind) {
    case 'consistent':
      return { kind };
    case 'dirac':
      return { kind, constrainedStem: PAPER_CONSTRAINED_STEM };
    case 'gaussian':
      return { kind, gammaPerSigma: PAPER_GAMMA_PER_SIGMA };
  }
}
