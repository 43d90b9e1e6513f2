/**
 * Replies: everything the daemon says, each declared once: its name, its typed values, its meaning. How they are written is each
 * surface's: osc/reply-codec.ts makes OSC messages of them.
 */
import type { OperationalErrorCode } from '../../operational-error.js';
import type { RequestId } from './field.js';
import type { ReplyDeclaration, ReplyField, ReplyValue, ReplyValuesOf } from './reply-fields.js';
import { SET_UP_REPLIES } from './set-up-replies.js';

export const REPLIES = {
  ack: {
    address: '/stemwright/ack',
    fields: [
      { kind: 'text', name: 'jobId' },
      { kind: 'id', name: 'requestId', optional: 'observers' },
    ],
    description:
      'the job is accepted; observers get `jobId jobId requestId`, the last being what the job’s own client calls it',
  },
  waiting: {
    address: '/stemwright/waiting',
    fields: [
      { kind: 'text', name: 'waitingId' },
      { kind: 'text', name: 'at' },
      { kind: 'text', name: 'address' },
      { kind: 'id', name: 'requestId', optional: 'observers' },
    ],
    description:
      'the request waits for its beat or bar line; `/stemwright/cancel` calls it off. Observers get `waitingId waitingId at address requestId`, then `done` or `error` with the waitingId',
  },
  queued: {
    address: '/stemwright/queued',
    fields: [{ kind: 'integer', name: 'place' }],
    description: 'so many jobs go before this one; 0: it starts',
  },
  progress: {
    address: '/stemwright/progress',
    fields: [
      { kind: 'estimate', name: 'fraction' },
      { kind: 'estimate', name: 'etaSeconds' },
      { kind: 'text', name: 'stage' },
    ],
    description:
      'at most ten a second; -1 where a number is not known; stages: loading, sampling, writing',
  },
  chunk: {
    address: '/stemwright/chunk',
    fields: [
      { kind: 'integer', name: 'index' },
      { kind: 'integer', name: 'startFrame' },
      { kind: 'integer', name: 'frameCount' },
    ],
    description: 'this stretch of every stem is on disk and can be played',
  },
  growing: {
    address: '/stemwright/growing',
    fields: [
      { kind: 'text', name: 'stem' },
      { kind: 'text', name: 'path' },
    ],
    description:
      'told before the first chunk: a valid WAV at every moment that grows with each chunk, under a temporary name; gone unless the job ends in `done`',
  },
  stem: {
    address: '/stemwright/stem',
    fields: [
      { kind: 'text', name: 'stem' },
      { kind: 'text', name: 'path' },
    ],
    description: 'a finished file of the result',
  },
  warning: {
    address: '/stemwright/warning',
    fields: [{ kind: 'prose', name: 'message' }],
    description:
      'told before `done`: what is to be known of the stems that there are, such as those that a 24-bit file clips; also in `stems.json`',
  },
  done: {
    address: '/stemwright/done',
    fields: [
      { kind: 'number', name: 'seconds', optional: true },
      { kind: 'number', name: 'realTimeFactor', optional: true },
    ],
    description: 'the request is fulfilled; jobs say how long they took',
  },
  error: {
    address: '/stemwright/error',
    fields: [
      { kind: 'text', name: 'code' },
      { kind: 'prose', name: 'message' },
    ],
    description:
      'the request failed, or the job ended with the code `cancelled`; id is "" where the request had none',
  },
  pong: { address: '/stemwright/pong', fields: [], description: 'the daemon is there' },
  version: {
    address: '/stemwright/version.reply',
    fields: [
      { kind: 'text', name: 'version' },
      { kind: 'integer', name: 'protocol' },
      { kind: 'rest', name: 'model' },
    ],
    description: 'as many model names as fit; `/stemwright/model/list` has them all',
  },
  status: {
    address: '/stemwright/status.reply',
    fields: [
      { kind: 'text', name: 'state' },
      { kind: 'text', name: 'model' },
      { kind: 'text', name: 'provider' },
      { kind: 'integer', name: 'rateHz' },
      { kind: 'integer', name: 'latencyFrames' },
      { kind: 'integer', name: 'xruns' },
      { kind: 'integer', name: 'queued' },
      { kind: 'estimate', name: 'realTimeFactor' },
    ],
    description:
      'states: idle, loading, running, closing; the factor is the last job’s, -1 before there was one',
  },
  model: {
    address: '/stemwright/model/list.reply',
    fields: [
      { kind: 'text', name: 'name' },
      { kind: 'flag', name: 'usable' },
      { kind: 'integer', name: 'rateHz' },
      { kind: 'names', name: 'stems' },
      { kind: 'names', name: 'tasks' },
      { kind: 'prose', name: 'problem' },
      { kind: 'text', name: 'version' },
      { kind: 'text', name: 'licence' },
    ],
    description:
      'one message a model; usable is 1 or 0, problem says why it is not; the licence as its card has it',
  },
  modelStem: {
    address: '/stemwright/model/stem',
    fields: [
      { kind: 'text', name: 'model' },
      { kind: 'text', name: 'stem' },
      { kind: 'text', name: 'label' },
      { kind: 'text', name: 'colour' },
      { kind: 'names', name: 'aliases' },
    ],
    description:
      'one message a stem, in the model’s order: its name in requests and files, as people write it, its colour as `#rrggbb`, and other names of tracks with it, separated by commas',
  },
  waitingOne: {
    address: '/stemwright/waiting/list.reply',
    fields: [
      { kind: 'text', name: 'waitingId' },
      { kind: 'text', name: 'at' },
      { kind: 'text', name: 'address' },
      { kind: 'id', name: 'requestId' },
      { kind: 'text', name: 'client' },
    ],
    description:
      'one message a request that waits, in the order they came; requestId is "" where such requests have none',
  },
  job: {
    address: '/stemwright/job/list.reply',
    fields: [
      { kind: 'text', name: 'jobId' },
      { kind: 'text', name: 'task' },
      { kind: 'text', name: 'state' },
      { kind: 'integer', name: 'place' },
      { kind: 'estimate', name: 'fraction' },
      { kind: 'id', name: 'requestId' },
      { kind: 'text', name: 'client' },
    ],
    description:
      'one message a job, in the order they run; tasks: separate, impute, continue, generate; states: running, waiting; the fraction is -1 where it is not known',
  },
  transport: {
    address: '/stemwright/transport.reply',
    fields: [
      { kind: 'number', name: 'bpm' },
      { kind: 'number', name: 'beatsPerBar' },
      { kind: 'number', name: 'beat' },
      { kind: 'flag', name: 'playing' },
      { kind: 'text', name: 'source' },
    ],
    description:
      'where the music is, to subscribers, with the id they subscribed with: when it starts, stops, jumps or changes tempo, meter or source',
  },
  learning: {
    address: '/stemwright/midi/learning',
    fields: [{ kind: 'number', name: 'seconds' }],
    description: 'move a control now; so long there is time for it',
  },
  learned: {
    address: '/stemwright/midi/learned',
    fields: [
      { kind: 'text', name: 'control' },
      { kind: 'prose', name: 'replaced' },
    ],
    description:
      'the control is bound and the map file is written; replaced: what the control did before, "" where it did nothing',
  },
  liveStarted: {
    address: '/stemwright/live/started',
    fields: [
      { kind: 'integer', name: 'latencyFrames' },
      { kind: 'integer', name: 'rateHz' },
      { kind: 'integer', name: 'channels' },
    ],
    description:
      'the live session runs: what goes in comes out so many frames later, besides what the sound devices hold',
  },
  liveStatus: {
    address: '/stemwright/live/status.reply',
    fields: [
      { kind: 'flag', name: 'running' },
      { kind: 'integer', name: 'rateHz' },
      { kind: 'integer', name: 'channels' },
      { kind: 'integer', name: 'latencyFrames' },
      { kind: 'integer', name: 'xruns' },
      { kind: 'flag', name: 'overrun' },
      { kind: 'integer', name: 'overruns' },
      { kind: 'integer', name: 'passedThroughFrames' },
      { kind: 'integer', name: 'steps' },
      { kind: 'number', name: 'windowSeconds' },
      { kind: 'number', name: 'load' },
    ],
    description:
      'how the live session goes, all 0 where none runs: its latency, how often sound was missing, whether the mixture passes through now, how often and for how long it did, and what the governor has chosen: steps, window, and the part of the time that takes',
  },
  liveLevel: {
    address: '/stemwright/live/level',
    fields: [
      { kind: 'text', name: 'stem' },
      { kind: 'number', name: 'gainDb' },
      { kind: 'flag', name: 'muted' },
      { kind: 'flag', name: 'soloed' },
    ],
    description:
      'how a stem is set, to subscribers, with the id they subscribed with, at every change; and to who asks by `/stemwright/live/status`',
  },
  liveHeld: {
    address: '/stemwright/live/held',
    fields: [{ kind: 'flag', name: 'held' }],
    description:
      'whether the accompaniment keeps its take, to subscribers, with the id they subscribed with, when it begins and at every change; and to who asks by `/stemwright/live/status`',
  },
  liveMeter: {
    address: '/stemwright/live/meter',
    fields: [
      { kind: 'text', name: 'stem' },
      { kind: 'number', name: 'peakDbfs' },
      { kind: 'number', name: 'rmsDbfs' },
    ],
    description:
      'how loud a stem is as it is put out, or the input (stem ""), to those who asked by `/stemwright/live/meters`, with that id; 20 times a second, -120 for silence',
  },
  liveNews: {
    address: '/stemwright/live/news',
    fields: [
      { kind: 'text', name: 'kind' },
      { kind: 'prose', name: 'message' },
    ],
    description:
      'to subscribers, and to who starts a session whose device is not there; kinds: overrun, recovered, effort, loop, device, lost, damaged, inference-failed, recorded, recording-clipped, recording-failed, stopped',
  },
  captureStatus: {
    address: '/stemwright/capture/status.reply',
    fields: [
      { kind: 'number', name: 'seconds' },
      { kind: 'number', name: 'limitSeconds' },
      { kind: 'estimate', name: 'markSecondsAgo' },
      { kind: 'numbers', name: 'barSecondsAgo' },
    ],
    description:
      'how much of the live input is kept, and of how much; how long before its end the marked moment is, -1 where none is marked; and bar lines, the newest first, as many as there is room for',
  },
  heartbeat: {
    address: '/stemwright/heartbeat',
    fields: [{ kind: 'text', name: 'state' }],
    description: 'once a second to each subscriber, with the id it subscribed with',
  },
  ...SET_UP_REPLIES,
} as const satisfies Record<string, ReplyDeclaration>;

export type ReplyKey = keyof typeof REPLIES;

/** What a reply says besides its id, by name. */
export type ReplyValues<Key extends ReplyKey> = ReplyValuesOf<
  (typeof REPLIES)[Key]['fields'][number]
>;

/** One of the replies named, or any. */
export type Reply<Key extends ReplyKey = ReplyKey> = {
  readonly [K in Key]: {
    readonly key: K;
    /** what the receiver calls its request */
    readonly id: RequestId;
    readonly values: ReplyValues<K>;
  };
}[Key];

export function reply<Key extends ReplyKey>(
  key: Key,
  id: RequestId,
  values: ReplyValues<Key>,
): Reply<Key> {
  return { key, id, values };
}

export function errorReply(
  id: RequestId,
  code: OperationalErrorCode,
  message: string,
): Reply<'error'> {
  return { key: 'error', id, values: { code, message } };
}

/** The values in the order of their declaration, without optional ones that there are not. */
export function valuesInOrder({ key, values }: Reply): ReplyValue[] {
  const fields: readonly ReplyField[] = REPLIES[key].fields;
  const named: Readonly<Record<string, unknown>> = values;
  return fields
    .filter(({ name, optional }) => optional === undefined || named[name] !== undefined)
    .map(({ kind, name }) => {
      // a reply's values are typed by these very fields, which TypeScript cannot follow through the table
      return { kind, value: named[name] } as ReplyValue;
    });
}

const ADDRESSES: ReadonlySet<string> = new Set(
  Object.values(REPLIES).map(({ address }) => address),
);

/** A reply that arrives is never answered, lest two daemons, or one and its echo, answer each other for ever. */
export function isReplyAddress(address: string): boolean {
  return ADDRESSES.has(address);
}
