/**
 * Live routes: the requests that begin, end and shape a live session.
 */
import { GAIN_RANGE_DB } from '../../live/session/stem-levels.js';
import { AT_OPTION, LIVE_OPTIONS } from './osc-options.js';
import { ID, type Route } from './route.js';

const STEM = { kind: 'text', name: 'stem', description: 'one of the model’s' } as const;

export const LIVE_ROUTES = [
  {
    address: '/stemwright/live/start',
    handler: 'startLive',
    arguments: [ID],
    options: LIVE_OPTIONS,
    replies: ['waiting', 'liveStarted', 'done'],
    last: 'done',
    description:
      'Separates what comes in from a sound device and plays the stems, one constant latency later; or plays along with a loop. Subscribers hear how it goes.',
  },
  {
    address: '/stemwright/live/stop',
    handler: 'stopLive',
    arguments: [ID],
    options: [AT_OPTION],
    replies: ['waiting', 'done'],
    last: 'done',
    description: 'Ends the live session; recorded stems are whole then.',
  },
  {
    address: '/stemwright/live/gain',
    handler: 'liveGain',
    arguments: [STEM, { kind: 'number', name: 'gainDb', ...GAIN_RANGE_DB }],
    options: [AT_OPTION],
    replies: [],
    last: undefined,
    description: 'Level of a stem, from the next frame on and for sessions to come. Takes no id.',
  },
  {
    address: '/stemwright/live/mute',
    handler: 'liveMute',
    arguments: [STEM, { kind: 'integer', name: 'muted', least: 0, most: 1 }],
    options: [AT_OPTION],
    replies: [],
    last: undefined,
    description: 'Mutes a stem. Takes no id.',
  },
  {
    address: '/stemwright/live/solo',
    handler: 'liveSolo',
    arguments: [STEM, { kind: 'integer', name: 'soloed', least: 0, most: 1 }],
    options: [AT_OPTION],
    replies: [],
    last: undefined,
    description: 'Silences the stems that are not soloed while any is. Takes no id.',
  },
  {
    address: '/stemwright/live/hold',
    handler: 'liveHold',
    arguments: [
      {
        kind: 'integer',
        name: 'held',
        least: 0,
        most: 1,
        description:
          '1: the take that sounds is kept, or the first where none does; 0: each pass brings another',
      },
    ],
    options: [AT_OPTION],
    replies: [],
    last: undefined,
    description: 'Keeps the take of an accompaniment, or lets it go, while it plays. Takes no id.',
  },
] as const satisfies readonly Route[];
