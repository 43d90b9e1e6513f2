/**
 * Routes: everything the daemon understands and says over OSC, as data. The server, the client, the table in the documentation
 * (routes-table.ts) and the tests are made from this.
 *
 * Addresses are matched exactly. OSC address patterns are refused: one message is one request, and matching patterns
 * from the network costs exponential time in the worst case.
 */
import { MOST_OFFSET_MS } from '../../capture/capture.js';
import { LIVE_ROUTES } from './live-routes.js';
import { POSTERIORS, SAMPLING_OPTIONS } from './osc-options.js';
import { ID, type Route } from './route.js';

/** Raised when a request or reply changes its meaning. */
export const PROTOCOL_VERSION = 1;

export const DEFAULT_TTL_SECONDS = 60;

const MAX_SECONDS = 3600;
const MAX_TTL_SECONDS = 3600;
const MAX_PORT = 65_535;
const MAX_BPM = 1000;
const MAX_BEATS_PER_BAR = 64;
/** days of music; what is beyond is no position */
const MAX_BEATS = 1e6;

/** The last stretch of the live input, as a source. */
const CAPTURES = '`capture:8bars`, `capture:12s` or `capture:mark` (the live input until now)';

const JOB_REPLIES = [
  'waiting',
  'ack',
  'queued',
  'progress',
  'growing',
  'chunk',
  'stem',
  'warning',
  'done',
] as const;

export const ROUTES = [
  {
    address: '/stemwright/ping',
    handler: 'ping',
    arguments: [ID],
    options: [],
    replies: ['pong'],
    last: 'pong',
    description: 'Is the daemon there?',
  },
  {
    address: '/stemwright/version',
    handler: 'version',
    arguments: [ID],
    options: [],
    replies: ['version'],
    last: 'version',
    description: 'Version of the daemon, of this protocol, and the models there are.',
  },
  {
    address: '/stemwright/status',
    handler: 'status',
    arguments: [ID],
    options: [],
    replies: ['status'],
    last: 'status',
    description: 'What the daemon is doing.',
  },
  {
    address: '/stemwright/auth',
    handler: 'authorise',
    arguments: [ID, { kind: 'text', name: 'token' }],
    options: [],
    replies: ['done'],
    last: 'done',
    description:
      'Must come first where the daemon was started with a token. Holds for a TCP connection, or for a UDP sender’s address and port until it is silent for ten minutes.',
  },
  {
    address: '/stemwright/subscribe',
    handler: 'subscribe',
    arguments: [
      ID,
      {
        kind: 'integer',
        name: 'port',
        least: 0,
        most: MAX_PORT,
        optional: true,
        description:
          'UDP port on the sender’s machine for all replies from now on; 0 or none: the sender’s',
      },
      {
        kind: 'integer',
        name: 'ttlSeconds',
        least: 0,
        most: MAX_TTL_SECONDS,
        optional: true,
        description: `how long without a new subscribe, ${DEFAULT_TTL_SECONDS} by default; 0 ends it`,
      },
    ],
    options: [],
    replies: ['done', 'heartbeat'],
    last: 'done',
    description:
      'Events of all jobs and a heartbeat. Other clients’ jobs are told by their jobId where one’s own carry the request’s id.',
  },
  {
    address: '/stemwright/separate',
    handler: 'separate',
    arguments: [
      ID,
      {
        kind: 'text',
        name: 'source',
        description: `absolute path of an audio file, or ${CAPTURES}`,
      },
    ],
    options: [
      { kind: 'names', name: 'stems', description: 'write only these' },
      {
        kind: 'choice',
        name: 'posterior',
        choices: POSTERIORS,
        description: 'how the stems are tied to the mixture',
      },
      ...SAMPLING_OPTIONS,
    ],
    replies: JOB_REPLIES,
    last: 'done',
    description: 'Separates a recording into stems that sum to it.',
  },
  {
    address: '/stemwright/impute',
    handler: 'impute',
    arguments: [
      ID,
      {
        kind: 'text',
        name: 'source',
        description: `folder with files named by stem, or NAME=FILE for one stem, absolute paths; or ${CAPTURES}, as NAME=... where it is one stem alone`,
      },
      { kind: 'names', name: 'stemsToGenerate' },
    ],
    options: [
      {
        kind: 'text',
        name: 'known',
        repeats: true,
        description: 'NAME=FILE (or a capture), one more stem that is given; may be repeated',
      },
      ...SAMPLING_OPTIONS,
    ],
    replies: JOB_REPLIES,
    last: 'done',
    description: 'Generates stems that fit the given ones.',
  },
  {
    address: '/stemwright/generate',
    handler: 'generate',
    arguments: [ID, { kind: 'positive', name: 'seconds', most: MAX_SECONDS }],
    options: SAMPLING_OPTIONS,
    replies: JOB_REPLIES,
    last: 'done',
    description: 'Generates all stems from nothing.',
  },
  {
    address: '/stemwright/cancel',
    handler: 'cancel',
    arguments: [
      ID,
      {
        kind: 'id',
        name: 'jobId',
        description: 'from `ack` or `waiting`, or the id of one’s own request',
      },
    ],
    options: [],
    replies: ['done'],
    last: 'done',
    description:
      'Cancels a job, or a request that waits for its beat; its client gets `error` with the code `cancelled`.',
  },
  {
    address: '/stemwright/waiting/list',
    handler: 'listWaiting',
    arguments: [ID],
    options: [],
    replies: ['waitingOne', 'done'],
    last: 'done',
    description: 'The requests that wait for a beat or a bar line.',
  },
  {
    address: '/stemwright/model/list',
    handler: 'listModels',
    arguments: [ID],
    options: [],
    replies: ['model', 'done'],
    last: 'done',
    description: 'The models there are.',
  },
  {
    address: '/stemwright/model/stems',
    handler: 'listStems',
    arguments: [
      ID,
      {
        kind: 'text',
        name: 'model',
        optional: true,
        description: 'the model that jobs run on by default',
      },
    ],
    options: [],
    replies: ['modelStem', 'done'],
    last: 'done',
    description: 'The stems of a model and how they look.',
  },
  {
    address: '/stemwright/model/load',
    handler: 'loadModel',
    arguments: [ID, { kind: 'text', name: 'name' }],
    options: [],
    replies: ['done'],
    last: 'done',
    description: 'Changes the model for jobs that start from now on.',
  },
  {
    address: '/stemwright/capture/mark',
    handler: 'markCapture',
    arguments: [ID],
    options: [],
    replies: ['done'],
    last: 'done',
    description: 'Remembers this moment of the live input: `capture:mark` begins here.',
  },
  {
    address: '/stemwright/capture/offset',
    handler: 'offsetCapture',
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
    options: [],
    replies: ['done'],
    last: 'done',
    description:
      'Says, until the daemon ends, how late sound is in the live input, as `--capture-offset` does from its start. A sound server settles that anew whenever a device is opened.',
  },
  {
    address: '/stemwright/transport',
    handler: 'transport',
    arguments: [
      { kind: 'positive', name: 'bpm', most: MAX_BPM, description: 'quarter notes a minute' },
      { kind: 'integer', name: 'beatsPerBar', least: 1, most: MAX_BEATS_PER_BAR },
      {
        kind: 'number',
        name: 'beat',
        least: -MAX_BEATS,
        most: MAX_BEATS,
        description: 'quarter notes since the start of the song, now',
      },
      { kind: 'integer', name: 'playing', least: 0, most: 1 },
    ],
    options: [],
    replies: [],
    last: undefined,
    description:
      'Where the music is, as often as the sender likes; the last word counts, be it OSC’s or a MIDI clock’s. Takes no id and is not answered.',
  },
  {
    address: '/stemwright/midi/learn',
    handler: 'learnMidi',
    arguments: [
      ID,
      { kind: 'text', name: 'address', description: 'the request the control shall make' },
      {
        kind: 'values',
        name: 'args',
        description:
          'its arguments without an id; `$value(0,1)` and the like stand for what the control says, as in the map file',
      },
    ],
    options: [],
    replies: ['learning', 'learned', 'done'],
    last: 'done',
    description:
      'Binds the next MIDI control that moves to a request, and writes that to the map file. Ends with the error `learn-timeout` when none moves.',
  },
  {
    address: '/stemwright/midi/learn/cancel',
    handler: 'cancelLearning',
    arguments: [ID],
    options: [],
    replies: ['done'],
    last: 'done',
    description: 'No control is to be learned after all; who asked for it gets `cancelled`.',
  },
  ...LIVE_ROUTES,
] as const satisfies readonly Route[];

type KnownRoute = (typeof ROUTES)[number];
export type HandlerKey = KnownRoute['handler'];
export type RouteOf<Key extends HandlerKey> = Extract<KnownRoute, { handler: Key }>;

const ROUTE_BY_ADDRESS: ReadonlyMap<string, KnownRoute> = new Map(
  ROUTES.map((route) => [route.address, route]),
);

export function findRoute(address: string): KnownRoute | undefined {
  return ROUTE_BY_ADDRESS.get(address);
}

/** Whether requests of a route begin with an id; the others are not answered unless by an error with the id "". */
export function takesId({ arguments: fields }: Pick<Route, 'arguments'>): boolean {
  return fields[0]?.kind === 'id';
}

/** Whether an address has characters that OSC gives to patterns. */
export function isPattern(address: string): boolean {
  return /[*?[\]{}]/.test(address);
}
