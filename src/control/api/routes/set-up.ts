/**
 * Routes of setting up: sound devices, what works on this machine, the settings, and what was logged last.
 */
import { defineRoute, ID } from '../define-route.js';
import { inSlices } from '../in-slices.js';

/** Sentences are long: each costs as much to write as a message to read, which is four replies (admission.ts). */
const REPLIES_BESIDES = 3;

export const SET_UP_ROUTES = [
  defineRoute({
    address: '/stemwright/device/list',
    arguments: [ID],
    replies: ['soundDevice', 'done'],
    last: 'done',
    description: 'The sound devices that there are now, as `stemwright devices` lists them.',
    takesTime: true,
    async handle(_request, { setUp, reply }) {
      for (const device of await setUp.soundDevices()) {
        const { name, hostApi, inputChannels, outputChannels, defaultRateHz: rateHz } = device;
        reply('soundDevice', {
          name,
          hostApi,
          inputs: inputChannels,
          outputs: outputChannels,
          rateHz,
        });
      }
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/doctor',
    arguments: [ID],
    replies: ['finding', 'done'],
    last: 'done',
    description:
      'What works on this machine and what does not, as `stemwright doctor` says it. Takes some seconds: the model is run once.',
    takesTime: true,
    async handle(_request, { setUp, reply }) {
      for (const { part, state, detail } of await setUp.examine()) {
        reply('finding', { part, state, detail });
      }
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/config/get',
    arguments: [ID],
    replies: ['setting', 'done'],
    last: 'done',
    description: 'The settings, as `stemwright config` prints them.',
    takesTime: true,
    async handle(_request, { setUp, reply, charge }) {
      const settings = await setUp.settings();
      charge(REPLIES_BESIDES * settings.length);
      await inSlices(settings, ({ name, open, value, from, next, meaning, choices }) => {
        reply('setting', { name, open, value, from, next, meaning, choices });
      });
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/config/set',
    arguments: [
      ID,
      { kind: 'text', name: 'name', description: 'one that `config/get` calls open' },
      {
        kind: 'text',
        name: 'value',
        optional: true,
        description: 'as its flag has it; without it the file says nothing of the setting any more',
      },
    ],
    replies: ['done'],
    last: 'done',
    description:
      'Writes a setting to the config file, for the next start; flags and the environment still go before it. What the daemon reads, writes, listens on and trusts is not changed by clients.',
    takesTime: true,
    async handle({ name, value }, { setUp, reply }) {
      await setUp.changeSetting(name, value);
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/log/tail',
    arguments: [ID],
    replies: ['logLine', 'done'],
    last: 'done',
    description:
      'The last lines of the log, 100 at most, from level info on, without their fields.',
    takesTime: true,
    async handle(_request, { setUp, reply, charge }) {
      const lines = setUp.logLines();
      charge(REPLIES_BESIDES * lines.length);
      await inSlices(lines, ({ atMs, level, message }) => {
        reply('logLine', { time: new Date(atMs).toISOString(), level, message });
      });
      reply('done', {});
    },
  }),
];
