/** Sampling settings: which solver goes with which task and posterior. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  presetSampling,
  samplingPlan,
  type SamplingChoice,
} from '../../src/sampling/sampling-settings.js';
import type { DenoiserCard } from '../../src/model/denoiser-card.js';
import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { GAUSSIAN_FOLDER, MASKED_GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import type { ModelTask } from '../../src/model/model-task.js';

describe('Sampling settings', () => {
  let unconditional: DenoiserCard;
  let masked: DenoiserCard;
  before(async () => {
    unconditional = denoiserCardOf((await loadModelFolder(GAUSSIAN_FOLDER)).card);
    masked = denoiserCardOf((await loadModelFolder(MASKED_GAUSSIAN_FOLDER)).card);
  });

  const solverOf = (card: DenoiserCard, task: ModelTask, changes: Partial<SamplingChoice> = {}) =>
    samplingPlan(card, task, { ...presetSampling('standard', 0), ...changes }).solver.kind;

  it('separate by projdiff where the network is given nothing, and by Euler’s method otherwise', () => {
    assert.equal(solverOf(unconditional, 'separate'), 'projdiff');
    assert.equal(solverOf(unconditional, 'separate', { solver: 'heun' }), 'heun');
    assert.equal(solverOf(unconditional, 'generate'), 'euler');
    assert.equal(solverOf(unconditional, 'impute'), 'euler');
    assert.equal(solverOf(masked, 'separate'), 'euler');
  });

  it('leave projdiff for Euler’s method where another posterior is asked for', () => {
    assert.equal(solverOf(unconditional, 'separate', { posterior: 'consistent' }), 'projdiff');
    assert.equal(solverOf(unconditional, 'separate', { posterior: 'dirac' }), 'euler');
    assert.equal(solverOf(unconditional, 'separate', { posterior: 'gaussian' }), 'euler');
  });

  it('refuse projdiff for what is not separation, and for other posteriors', () => {
    const refused = (task: ModelTask, changes: Partial<SamplingChoice>, message: RegExp) => {
      assert.throws(() => solverOf(unconditional, task, { solver: 'projdiff', ...changes }), {
        code: 'bad-argument',
        message,
      });
    };
    refused('generate', {}, /to generate with "consistent"\. Choose euler/);
    refused('impute', {}, /to impute with "consistent"/);
    refused('separate', { posterior: 'dirac' }, /to separate with "dirac"/);
  });
});
