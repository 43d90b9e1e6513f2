/**
 * Published presets: the published settings to the digit, where they fit; a sentence where they do not.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import type { DenoiserCard } from '../../src/model/denoiser-card.js';
import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { GAUSSIAN_FOLDER, MASKED_GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import {
  SAMPLING_PRESET_NAMES,
  type SamplingPresetName,
  PUBLISHED_PRESET_NAMES,
} from '../../src/sampling/preset-names.js';
import { MODEL_TASKS, type ModelTask } from '../../src/model/model-task.js';

const SEED = 11;
const dirac = { kind: 'dirac', constrainedStem: 0 } as const;
const gaussian = { kind: 'gaussian', gammaPerSigma: 0.75 } as const;

/** As the paper's repository has them: task, levels K, sigma_max, S_churn, R, posterior (none without a mixture). */
const PUBLISHED: [string, ModelTask, number, number, number, number, object | undefined][] = [
  ['msdm-dirac', 'separate', 150, 1, 20, 2, dirac],
  ['msdm-gaussian', 'separate', 150, 1, 40, 2, gaussian],
  ['isdm-dirac', 'separate', 150, 1, 40, 2, dirac],
  ['isdm-gaussian', 'separate', 150, 1, 40, 2, gaussian],
  ['msdm-generate', 'generate', 150, 20, 20, 1, undefined],
  ['msdm-impute', 'impute', 256, 20, 10, 1, undefined],
];

describe('published presets', () => {
  let card: DenoiserCard;
  before(async () => {
    card = denoiserCardOf((await loadModelFolder(GAUSSIAN_FOLDER)).card);
  });
  const plan = (name: string, task: ModelTask, ofCard = card) =>
    samplingPlan(ofCard, task, presetSampling(name as SamplingPresetName, SEED));

  for (const [name, task, steps, sigmaMax, churn, resamplings, posterior] of PUBLISHED) {
    it(`${name} is what was published`, () => {
      const { posterior: chosen, ...rest } = plan(name, task);
      assert.deepEqual(rest, {
        schedule: { kind: 'karras', steps, sigmaMin: 1e-4, sigmaMax, rho: 7 },
        solver: { kind: 'euler', churn },
        resamplings,
        views: 1,
        seed: SEED,
      });
      if (posterior !== undefined) assert.deepEqual(chosen, posterior);
    });

    it(`${name} is refused for any other task, with what there is for it`, () => {
      for (const other of MODEL_TASKS.filter((one) => one !== task)) {
        const instead = PUBLISHED.filter((entry) => entry[1] === other).map(([one]) => one);
        assert.throws(() => plan(name, other), {
          code: 'unsupported-task',
          message:
            `The preset "${name}" says how to ${task}, not how to ${other}; ` +
            `to ${other} there are draft, standard, best, ${instead.join(', ')}.`,
        });
      }
    });
  }

  it('are all of these, and whoever names presets knows them', () => {
    assert.deepEqual(
      PUBLISHED.map(([name]) => name),
      [...PUBLISHED_PRESET_NAMES],
    );
    assert.deepEqual(SAMPLING_PRESET_NAMES.slice(3), [...PUBLISHED_PRESET_NAMES]);
  });

  it('are refused by a model whose network is given what is known', async () => {
    const masked = denoiserCardOf((await loadModelFolder(MASKED_GAUSSIAN_FOLDER)).card);
    assert.throws(() => plan('isdm-gaussian', 'separate', masked), {
      code: 'unsupported-task',
      message:
        /expects a model whose conditioning is "none", but that of "masked-gaussian" is "masked"/,
    });
  });

  it('are refused by a model that does not know their noise levels', () => {
    const loud = { ...card, sigma: { ...card.sigma, min: 0.001 } };
    const quiet = { ...card, sigma: { ...card.sigma, max: 5 } };
    assert.throws(() => plan('msdm-dirac', 'separate', loud), {
      code: 'unsupported-task',
      message: /from noise level 1 down to 0\.0001, but .* from 20 down to 0\.001 only/,
    });
    assert.throws(() => plan('msdm-impute', 'impute', quiet), { code: 'unsupported-task' });
    assert.equal(plan('msdm-dirac', 'separate', quiet).schedule.sigmaMax, 1);
  });

  it('can be changed in detail', () => {
    const choice = { ...presetSampling('msdm-dirac', SEED), steps: 30, resamplings: 1 };
    const changed = samplingPlan(card, 'separate', choice);
    assert.equal(changed.schedule.steps, 30);
    assert.equal(changed.resamplings, 1);
    assert.deepEqual(changed.posterior, dirac);
    assert.equal(changed.solver.churn, 20);
  });

  it('take nothing from the presets of a card', () => {
    const best = { steps: 9, resamplings: 5 };
    const presets = { separate: { draft: best, standard: best, best } };
    assert.deepEqual(
      plan('msdm-dirac', 'separate', { ...card, presets }),
      plan('msdm-dirac', 'separate'),
    );
  });
});
