/**
 * Routes of models: which there are, how their stems look, and which one jobs run on.
 */
import type { ModelEntry } from '../../../model/model-library.js';
import { stemLooks } from '../../../model/stem-looks.js';
import { defineRoute, ID } from '../define-route.js';
import type { ReplyValues } from '../replies.js';

export const MODEL_ROUTES = [
  defineRoute({
    address: '/stemwright/model/list',
    arguments: [ID],
    replies: ['model', 'done'],
    last: 'done',
    description: 'The models there are.',
    takesTime: true,
    async handle(_request, { engine, reply }) {
      for (const entry of await engine.models.list()) reply('model', valuesOf(entry));
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/model/stems',
    arguments: [
      ID,
      {
        kind: 'text',
        name: 'model',
        optional: true,
        description: 'the model that jobs run on by default',
      },
    ],
    replies: ['modelStem', 'done'],
    last: 'done',
    description: 'The stems of a model and how they look.',
    takesTime: true,
    async handle({ model }, { engine, reply }) {
      const card = await engine.models.card(model);
      for (const look of stemLooks(card)) reply('modelStem', { model: card.name, ...look });
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/model/load',
    arguments: [ID, { kind: 'text', name: 'name' }],
    replies: ['done'],
    last: 'done',
    description: 'Changes the model for jobs that start from now on.',
    takesTime: true,
    async handle({ name }, { engine, reply }) {
      await engine.models.load(name);
      reply('done', {});
    },
  }),
];

function valuesOf(entry: ModelEntry): ReplyValues<'model'> {
  const { name } = entry;
  if (!entry.valid) {
    const problem = entry.problem.message;
    return {
      name,
      usable: false,
      rateHz: 0,
      stems: [],
      tasks: [],
      problem,
      version: '',
      licence: '',
    };
  }
  const { sampleRateHz: rateHz, stems, tasks, version, licence } = entry.card;
  return { name, usable: true, rateHz, stems, tasks, problem: '', version, licence };
}
