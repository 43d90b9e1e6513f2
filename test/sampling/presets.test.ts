/** Presets: what each kind of model gets by default, and that a card's own go first. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DenoiserCard } from '../../src/model/denoiser-card.js';
import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { samplingPreset, type SamplingPreset } from '../../src/sampling/presets.js';
import { GAUSSIAN_FOLDER, MASKED_GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import { MODEL_TASKS, type ModelTask } from '../../src/model/model-task.js';
import { PRESET_NAMES, type PresetName } from '../../src/sampling/preset-names.js';

const cardOf = async (folder: string): Promise<DenoiserCard> =>
  denoiserCardOf((await loadModelFolder(folder)).card);

/** Of a model whose card says nothing about presets. */
async function derived(
  folder: string,
): Promise<(task: ModelTask, name: PresetName) => SamplingPreset> {
  const card = { ...(await cardOf(folder)), presets: {} };
  return (task, name) => samplingPreset(card, task, name);
}

describe('presets', () => {
  it('give a masked model few steps to separate and tens to invent, over its whole sigma range', async () => {
    const preset = await derived(MASKED_GAUSSIAN_FOLDER);
    assert.deepEqual(
      MODEL_TASKS.map((task) => PRESET_NAMES.map((name) => preset(task, name).schedule.steps)),
      [
        [1, 1, 4],
        [10, 30, 100],
        [10, 30, 100],
      ],
    );
    assert.deepEqual(preset('separate', 'best'), {
      schedule: { kind: 'karras', steps: 4, sigmaMin: 0.0001, sigmaMax: 20, rho: 7 },
      solver: { kind: 'euler', churn: 0 },
      posterior: { kind: 'consistent' },
      resamplings: 1,
      views: 1,
    });
  });

  it('let an unconditional model separate from sigma 1, but generate and impute from its largest', async () => {
    const preset = await derived(GAUSSIAN_FOLDER);
    assert.deepEqual(
      MODEL_TASKS.map((task) => preset(task, 'standard').schedule.sigmaMax),
      [1, 20, 20],
    );
    assert.deepEqual(
      PRESET_NAMES.map((name) => preset('separate', name).schedule.steps),
      [20, 50, 150],
    );
    assert.deepEqual(
      PRESET_NAMES.map((name) => preset('separate', name).resamplings),
      [1, 1, 2],
    );
    assert.deepEqual(
      MODEL_TASKS.map((task) => preset(task, 'standard').solver.kind),
      ['projdiff', 'euler', 'euler'],
    );
  });

  it('never start an unconditional model above what its card allows', async () => {
    const card = await cardOf(GAUSSIAN_FOLDER);
    const quiet = { ...card, sigma: { data: 0.05, min: 0.001, max: 0.5 } };
    assert.equal(samplingPreset(quiet, 'separate', 'draft').schedule.sigmaMax, 0.5);
  });

  it("take a card's own values field by field", async () => {
    const card = await cardOf(GAUSSIAN_FOLDER);
    const best = { steps: 9, solver: { kind: 'heun', churn: 3 } } as const;
    const presets = { separate: { best } };
    const { schedule, ...rest } = samplingPreset(card, 'separate', 'best');
    assert.deepEqual(samplingPreset({ ...card, presets }, 'separate', 'best'), {
      ...rest,
      schedule: { ...schedule, steps: 9 },
      solver: { kind: 'heun', churn: 3 },
    });
    assert.deepEqual(
      samplingPreset({ ...card, presets }, 'separate', 'draft'),
      samplingPreset(card, 'separate', 'draft'),
    );
  });
});
