/**
 * Routes of the capture: the last minutes of the live input.
 */
import { MOST_OFFSET_MS } from '../../../capture/capture.js';
import { defineRoute, ID } from '../define-route.js';

export const CAPTURE_ROUTES = [
  defineRoute({
    address: '/stemwright/capture/mark',
    arguments: [ID],
    button: () => [],
    replies: ['done'],
    last: 'done',
    description: 'Remembers this moment of the live input: `capture:mark` begins here.',
    handle(_request, { engine, reply }) {
      engine.capture.mark();
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/capture/offset',
    arguments: [
      ID,
      {
        kind: 'number',
        name: 'ms',
        least: -MOST_OFFSET_MS,
        most: MOST_OFFSET_MS,
        description: 'in all; what a click is still late by in a captured bar is to be added to it',
      },
    ],
    replies: ['done'],
    last: 'done',
    description:
      'Says, until the daemon ends, how late sound is in the live input, as `--capture-offset` does from its start. A sound server settles that anew whenever a device is opened.',
    handle({ ms }, { engine, reply }) {
      engine.capture.setOffset(ms);
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/capture/status',
    arguments: [ID],
    replies: ['captureStatus', 'done'],
    last: 'done',
    description:
      'How much of the live input is kept, where it is marked, and where bars begin in it.',
    handle(_request, { engine, reply, charge }) {
      const { seconds, limitSeconds, markSecondsAgo, barSecondsAgo } = engine.capture.status();
      // where a line lies is found as fast as a reply is written
      charge(barSecondsAgo.length);
      reply('captureStatus', { seconds, limitSeconds, markSecondsAgo, barSecondsAgo });
      reply('done', {});
    },
  }),
];
