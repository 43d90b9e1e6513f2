/**
 * Routes of MIDI: what controls do, and how one is taught to do something else.
 */
import { OperationalError } from '../../../operational-error.js';
import { defineRoute, ID } from '../define-route.js';
import type { MidiLearn } from '../midi-learn.js';
import type { Services } from '../services.js';

export const MIDI_ROUTES = [
  defineRoute({
    address: '/stemwright/midi/learn',
    arguments: [
      ID,
      { kind: 'text', name: 'address', description: 'the request the control shall make' },
      {
        kind: 'values',
        name: 'args',
        ofRequest: 'address',
        description:
          'its arguments without an id; `$value(0,1)` and the like stand for what the control says, as in the map file',
      },
    ],
    replies: ['learning', 'learned', 'done'],
    last: 'done',
    description:
      'Binds the next MIDI control that moves to a request, and writes that to the map file. Ends with the error `learn-timeout` when none moves.',
    takesTime: true,
    async handle({ address, args }, { midiLearn, reply }) {
      const learning = running(midiLearn).learn([address, ...args]);
      reply('learning', { seconds: learning.seconds });
      const { control, replaced } = await learning.learned;
      reply('learned', { control, replaced });
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/midi/map',
    arguments: [ID],
    replies: ['midiControl', 'done'],
    last: 'done',
    description: 'What each MIDI control does.',
    handle(_request, { midiLearn, reply }) {
      for (const { control, request } of running(midiLearn).controls()) {
        const [address, ...args] = request;
        reply('midiControl', { control, address, argument: args.map(String) });
      }
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/midi/learn/cancel',
    arguments: [ID],
    replies: ['done'],
    last: 'done',
    description: 'No control is to be learned after all; who asked for it gets `cancelled`.',
    handle(_request, { midiLearn, reply }) {
      running(midiLearn).cancel();
      reply('done', {});
    },
  }),
];

function running(midiLearn: Services['midiLearn']): MidiLearn {
  const learn = midiLearn();
  if (learn !== undefined) return learn;
  throw new OperationalError(
    'midi-off',
    'This daemon runs without MIDI. Start it with --midi and a part of the name of your controller.',
  );
}
