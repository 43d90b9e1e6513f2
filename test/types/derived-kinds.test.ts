/** Whoever takes a solver, a posterior or a schedule takes all that the registries have; what they take in types: derived-kinds.ts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, it } from 'mocha';

import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { addSamplingOptions } from '../../src/cli/options.js';
import { SEPARATE_OPTIONS } from '../../src/control/api/options.js';
import { parseModelCard } from '../../src/model/parse-model-card.js';
import { POSTERIOR_KINDS } from '../../src/sampler/posterior/posteriors.js';
import { SOLVER_KINDS } from '../../src/sampler/sampler.js';
import { createSchedule, CURVED_SCHEDULE_KINDS } from '../../src/sampler/schedule.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';

const CARD = readFileSync(join(GAUSSIAN_FOLDER, 'model.json'), 'utf8');

function choicesOf(flag: string): readonly string[] | undefined {
  const command = addSamplingOptions(new Command(), 'separate');
  return command.options.find(({ long }) => long === flag)?.argChoices;
}

/** The preset as a card has it after it was read from its file. */
function readFromCard(preset: object): unknown {
  const card = { ...(JSON.parse(CARD) as object), presets: { separate: { draft: preset } } };
  const read = denoiserCardOf(parseModelCard(JSON.stringify(card), 'model.json'));
  return read.presets?.separate?.draft;
}

describe('Kinds that follow from their registries', () => {
  it('are the choices of the command line', () => {
    assert.deepEqual(choicesOf('--solver'), SOLVER_KINDS);
    assert.deepEqual(choicesOf('--posterior'), POSTERIOR_KINDS);
  });

  it('are the choices over OSC', () => {
    for (const [option, kinds] of [
      ['solver', SOLVER_KINDS],
      ['posterior', POSTERIOR_KINDS],
    ] as const) {
      const field = SEPARATE_OPTIONS.find(({ name }) => name === option);
      assert.ok(field?.kind === 'choice');
      assert.deepEqual(field.choices, kinds);
    }
  });

  it('can all stand in a card', () => {
    for (const kind of SOLVER_KINDS) {
      const preset = { solver: { kind, churn: 0 } };
      assert.deepEqual(readFromCard(preset), preset);
    }
    const card = denoiserCardOf(parseModelCard(CARD, 'model.json'));
    for (const posterior of POSTERIOR_KINDS) {
      const choice = { ...presetSampling('draft', 0), posterior };
      const preset = { posterior: samplingPlan(card, 'separate', choice).posterior };
      assert.equal(preset.posterior.kind, posterior);
      assert.deepEqual(readFromCard(preset), preset);
    }
    for (const kind of CURVED_SCHEDULE_KINDS) {
      const schedule = { kind, sigmaMin: 0.01, sigmaMax: 1, rho: 7 };
      assert.deepEqual(readFromCard({ schedule }), { schedule });
      assert.equal(createSchedule({ ...schedule, steps: 5 })[4], 0.01);
    }
  });
});
