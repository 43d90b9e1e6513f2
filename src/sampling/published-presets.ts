/**
 * Published presets: the settings the Multi-Source Diffusion Model was evaluated with, to the digit (Mariani et al. 2024,
 * arXiv 2302.02257; its repository's exp/eval_*.yaml and notebooks/MSDM-generation.ipynb).
 *
 *   separate  150 Karras levels 1 .. 1e-4, rho 7, Euler, R = 2          churn 20; Gaussian or independent priors: 40
 *   generate  150 Karras levels 20 .. 1e-4, rho 7, Euler, R = 1         churn 20
 *   impute    256 Karras levels 20 .. 1e-4, rho 7, Euler, R = 1         churn 10
 *
 * msdm-* are for one joint network, isdm-* for one network a stem behind one graph. A card does not say which of the two a
 * graph is, and both run either: what differs is the churn. What must fit is the task, a network without conditioning, of x
 * and sigma alone, and the range of its noise levels.
 */
import { OperationalError } from '../operational-error.js';
import type { PosteriorSpec } from '../sampler/posterior/posteriors.js';
import type { DenoiserCard } from '../model/denoiser-card.js';
import { PLAN_FALLBACKS } from './knobs.js';
import { PUBLISHED_PRESET_NAMES, type PublishedPresetName } from './preset-names.js';
import type { SamplingPreset } from './presets.js';
import type { ModelTask } from '../model/model-task.js';

/** The constrained stem is the first one: bass. */
export const PUBLISHED_DIRAC = { kind: 'dirac', constrainedStem: 0 } as const;
export const PUBLISHED_GAUSSIAN = { kind: 'gaussian', gammaPerSigma: 0.75 } as const;

interface PublishedPreset {
  readonly task: ModelTask;
  readonly settings: SamplingPreset;
}

const PUBLISHED: Readonly<Record<PublishedPresetName, PublishedPreset>> = {
  'msdm-dirac': separation(PUBLISHED_DIRAC, 20),
  'msdm-gaussian': separation(PUBLISHED_GAUSSIAN, 40),
  'isdm-dirac': separation(PUBLISHED_DIRAC, 40),
  'isdm-gaussian': separation(PUBLISHED_GAUSSIAN, 40),
  'msdm-generate': fromNoise('generate', 150, 20),
  'msdm-impute': fromNoise('impute', 256, 10),
};

export function isPublishedPreset(name: string): name is PublishedPresetName {
  return PUBLISHED_PRESET_NAMES.some((published) => published === name);
}

/** @throws OperationalError `unsupported-task` where the preset does not fit the task or the model */
export function publishedPreset(
  card: DenoiserCard,
  task: ModelTask,
  name: PublishedPresetName,
): SamplingPreset {
  const { task: itsTask, settings } = PUBLISHED[name];
  if (task !== itsTask) {
    const others = PUBLISHED_PRESET_NAMES.filter((other) => PUBLISHED[other].task === task);
    throw new OperationalError(
      'unsupported-task',
      `The preset "${name}" says how to ${itsTask}, not how to ${task}; to ${task} there are draft, standard, best, ` +
        `${others.join(', ')}.`,
    );
  }
  if (card.conditioning !== 'none') {
    throw new OperationalError(
      'unsupported-task',
      `The preset "${name}" expects a model whose conditioning is "none", but that of "${card.name}" is ` +
        `"${card.conditioning}": its network is given what is known, and needs no posterior. ` +
        'Choose draft, standard or best, or another model.',
    );
  }
  const { sigmaMin, sigmaMax } = settings.schedule;
  const { min, max } = card.sigma;
  if (sigmaMin < min || sigmaMax > max) {
    throw new OperationalError(
      'unsupported-task',
      `The preset "${name}" goes from noise level ${sigmaMax} down to ${sigmaMin}, but the model "${card.name}" knows ` +
        `levels from ${max} down to ${min} only. Choose draft, standard or best, or another model.`,
    );
  }
  return settings;
}

function separation(posterior: PosteriorSpec, churn: number): PublishedPreset {
  return {
    task: 'separate',
    settings: {
      ...PLAN_FALLBACKS,
      schedule: karras(150, 1),
      solver: { kind: 'euler', churn },
      posterior,
      resamplings: 2,
    },
  };
}

/** The posterior is not used: there is no mixture. */
function fromNoise(task: ModelTask, steps: number, churn: number): PublishedPreset {
  return {
    task,
    settings: {
      ...PLAN_FALLBACKS,
      schedule: karras(steps, 20),
      solver: { kind: 'euler', churn },
      posterior: { kind: 'consistent' },
    },
  };
}

function karras(steps: number, sigmaMax: number): SamplingPreset['schedule'] {
  return { kind: 'karras', steps, sigmaMin: 1e-4, sigmaMax, rho: 7 };
}
