/** A knob is declared once: command line, OSC, settings, live and cards take the same values, by the same names. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Command } from 'commander';
import { describe, it } from 'mocha';
import type { z } from 'zod';

import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { addOutputOptions, addSamplingOptions } from '../../src/cli/options.js';
import { SETTINGS } from '../../src/config/settings.js';
import { ROUTES } from '../../src/control/api/routes.js';
import { parseModelCard } from '../../src/model/parse-model-card.js';
import { MODEL_TASKS } from '../../src/model/model-task.js';
import { liveSamplingOptions, samplingOptionFields } from '../../src/sampling/knob-options.js';
import { KNOBS, PLAN_COUNTS, PLAN_FALLBACKS, type Knob } from '../../src/sampling/knobs.js';
import { planSchema } from '../../src/sampling/plan-schema.js';
import {
  presetSampling,
  samplingChoice,
  samplingPlan,
} from '../../src/sampling/sampling-settings.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';

const CARD = readFileSync(path.join(GAUSSIAN_FOLDER, 'model.json'), 'utf8');
const KNOB_LIST = Object.entries<Knob>(KNOBS);

describe('A knob', () => {
  for (const task of MODEL_TASKS) {
    const knobs = KNOB_LIST.filter(([, { tasks }]) => tasks.includes(task));
    const names = knobs.map(([, { option }]) => option).sort();

    it(`is an option of the command line and of OSC alike, to ${task}`, () => {
      const command = addOutputOptions(addSamplingOptions(new Command(), task));
      const flags = command.options.map((option) => option.attributeName());
      assert.deepEqual(flags.filter((name) => !['out', 'replace'].includes(name)).sort(), names);
      const route = ROUTES.find(({ address }) => address === `/stemwright/${task}`);
      const options = route!.options.map(({ name }) => name).filter((name) => names.includes(name));
      assert.deepEqual(options.sort(), names);
    });

    it(`takes on the command line just what it takes over OSC, to ${task}`, () => {
      for (const field of samplingOptionFields(task)) {
        if (field.kind !== 'integer') continue;
        const parse = (value: number) =>
          addSamplingOptions(
            new Command().exitOverride().configureOutput({ writeErr: () => null }),
            task,
          )
            .parse([`--${field.name}`, String(value)], { from: 'user' })
            .opts<Record<string, unknown>>()[field.name];
        for (const value of [field.least, field.most]) assert.equal(parse(value), value);
        const sentence = new RegExp(`a whole number from ${field.least} to ${field.most}\\.`);
        for (const value of [field.least - 1, field.most + 1, field.least + 0.5, NaN]) {
          assert.throws(() => parse(value), {
            code: 'commander.invalidArgument',
            message: sentence,
          });
        }
      }
    });
  }

  it('that is a setting, too, takes nothing there that a job would refuse', () => {
    for (const name of ['preset', 'seed', 'encoding'] as const) {
      const schema = KNOBS[name].schema as z.ZodType;
      assert.ok(schema.safeParse(SETTINGS[name].default).success, name);
    }
    assert.equal(SETTINGS.seed.schema, KNOBS.seed.schema);
    assert.equal(SETTINGS.encoding.schema, KNOBS.encoding.schema);
  });

  it('is taken by live with the presets that a card has, for a window has time for few steps', () => {
    const [preset] = liveSamplingOptions();
    assert.deepEqual(preset, {
      kind: 'choice',
      name: 'preset',
      choices: ['draft', 'standard', 'best'],
      description: 'speed against quality',
    });
  });

  it('reaches the plan by its option’s name, and is the preset’s where nobody says it', () => {
    const card = denoiserCardOf(parseModelCard(CARD, 'model.json'));
    const said = { correction: 3, views: 2, seed: 7, steps: 5, posterior: 'dirac' } as const;
    const choice = samplingChoice(said, { preset: 'draft', seed: 1 });
    assert.equal(choice.preset, 'draft');
    const plan = samplingPlan(card, 'separate', choice);
    assert.deepEqual(
      [plan.resamplings, plan.views, plan.seed, plan.schedule.steps, plan.posterior.kind],
      [3, 2, 7, 5, 'dirac'],
    );
    const left = samplingPlan(card, 'separate', presetSampling('draft', 1));
    assert.deepEqual([left.views, left.seed], [PLAN_FALLBACKS.views, 1]);
  });

  it('that is a number of the plan can stand in a card and in a stems.json', () => {
    const card = denoiserCardOf(parseModelCard(CARD, 'model.json'));
    const plan = samplingPlan(card, 'separate', presetSampling('draft', 1));
    for (const name of Object.keys(PLAN_COUNTS)) {
      const json = {
        ...(JSON.parse(CARD) as object),
        presets: { separate: { draft: { [name]: 2 } } },
      };
      const read = denoiserCardOf(parseModelCard(JSON.stringify(json), 'model.json'));
      assert.deepEqual(read.presets?.separate?.draft, { [name]: 2 });
      assert.ok(planSchema.safeParse(plan).success);
      assert.ok(!planSchema.safeParse({ ...plan, [name]: 0 }).success, name);
    }
  });

  it('is what nobody says in a stems.json that was written before the knob was there', () => {
    const plan = samplingPlan(
      parseModelCard(CARD, 'model.json'),
      'separate',
      presetSampling('draft', 1),
    );
    for (const [name, fallback] of Object.entries(PLAN_FALLBACKS)) {
      const before = Object.fromEntries(Object.entries(plan).filter(([key]) => key !== name));
      assert.deepEqual(planSchema.parse(before), { ...plan, [name]: fallback });
    }
  });
});
