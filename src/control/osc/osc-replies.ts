/**
 * Replies: everything the daemon says over OSC, as data; made into messages in reply-messages.ts.
 */

export type ReplyKey = keyof typeof REPLIES;

export interface Reply {
  readonly address: string;
  readonly arguments: string;
  readonly description: string;
}

export const REPLIES = {
  ack: {
    address: '/stemwright/ack',
    arguments: 'id jobId',
    description:
      'the job is accepted; observers get `jobId jobId requestId`, the last being what the job’s own client calls it',
  },
  waiting: {
    address: '/stemwright/waiting',
    arguments: 'id waitingId at address',
    description:
      'the request waits for its beat or bar line; `/stemwright/cancel` calls it off. Observers get `waitingId waitingId at address requestId`, then `done` or `error` with the waitingId',
  },
  queued: {
    address: '/stemwright/queued',
    arguments: 'id place',
    description: 'so many jobs go before this one; 0: it starts',
  },
  progress: {
    address: '/stemwright/progress',
    arguments: 'id fraction etaSeconds stage',
    description:
      'at most ten a second; -1 where a number is not known; stages: loading, sampling, writing',
  },
  chunk: {
    address: '/stemwright/chunk',
    arguments: 'id index startFrame frameCount',
    description: 'this stretch of every stem is on disk and can be played',
  },
  growing: {
    address: '/stemwright/growing',
    arguments: 'id stem path',
    description:
      'told before the first chunk: a valid WAV at every moment that grows with each chunk, under a temporary name; gone unless the job ends in `done`',
  },
  stem: {
    address: '/stemwright/stem',
    arguments: 'id stem path',
    description: 'a finished file of the result',
  },
  warning: {
    address: '/stemwright/warning',
    arguments: 'id message',
    description:
      'told before `done`: what is to be known of the stems that there are, such as those that a 24-bit file clips; also in `stems.json`',
  },
  done: {
    address: '/stemwright/done',
    arguments: 'id [seconds realTimeFactor]',
    description: 'the request is fulfilled; jobs say how long they took',
  },
  error: {
    address: '/stemwright/error',
    arguments: 'id code message',
    description:
      'the request failed, or the job ended with the code `cancelled`; id is "" where the request had none',
  },
  pong: { address: '/stemwright/pong', arguments: 'id', description: 'the daemon is there' },
  version: {
    address: '/stemwright/version.reply',
    arguments: 'id version protocol model...',
    description: 'as many model names as fit; `/stemwright/model/list` has them all',
  },
  status: {
    address: '/stemwright/status.reply',
    arguments: 'id state model provider rateHz latencyFrames xruns queued realTimeFactor',
    description:
      'states: idle, loading, running, closing; the factor is the last job’s, -1 before there was one',
  },
  model: {
    address: '/stemwright/model/list.reply',
    arguments: 'id name usable rateHz stems tasks problem',
    description: 'one message a model; usable is 1 or 0, problem says why it is not',
  },
  modelStem: {
    address: '/stemwright/model/stem',
    arguments: 'id model stem label colour aliases',
    description:
      'one message a stem, in the model’s order: its name in requests and files, as people write it, its colour as `#rrggbb`, and other names of tracks with it, separated by commas',
  },
  waitingOne: {
    address: '/stemwright/waiting/list.reply',
    arguments: 'id waitingId at address requestId client',
    description:
      'one message a request that waits, in the order they came; requestId is "" where such requests have none',
  },
  transport: {
    address: '/stemwright/transport.reply',
    arguments: 'id bpm beatsPerBar beat playing source',
    description:
      'where the music is, to subscribers, with the id they subscribed with: when it starts, stops, jumps or changes tempo, meter or source',
  },
  learning: {
    address: '/stemwright/midi/learning',
    arguments: 'id seconds',
    description: 'move a control now; so long there is time for it',
  },
  learned: {
    address: '/stemwright/midi/learned',
    arguments: 'id control replaced',
    description:
      'the control is bound and the map file is written; replaced: what the control did before, "" where it did nothing',
  },
  liveStarted: {
    address: '/stemwright/live/started',
    arguments: 'id latencyFrames rateHz channels',
    description:
      'the live session runs: what goes in comes out so many frames later, besides what the sound devices hold',
  },
  liveLevel: {
    address: '/stemwright/live/level',
    arguments: 'id stem gainDb muted soloed',
    description:
      'how a stem is set, to subscribers, with the id they subscribed with, at every change',
  },
  liveHeld: {
    address: '/stemwright/live/held',
    arguments: 'id held',
    description:
      'whether the accompaniment keeps its take, to subscribers, with the id they subscribed with, when it begins and at every change',
  },
  liveNews: {
    address: '/stemwright/live/news',
    arguments: 'id kind message',
    description:
      'to subscribers; kinds: overrun, recovered, effort, loop, device, lost, inference-failed, recorded, recording-clipped, recording-failed, stopped',
  },
  heartbeat: {
    address: '/stemwright/heartbeat',
    arguments: 'id state',
    description: 'once a second to each subscriber, with the id it subscribed with',
  },
} as const satisfies Record<string, Reply>;

const ADDRESSES: ReadonlySet<string> = new Set(
  Object.values(REPLIES).map(({ address }) => address),
);

/** A reply that arrives is never answered, lest two daemons, or one and its echo, answer each other for ever. */
export function isReplyAddress(address: string): boolean {
  return ADDRESSES.has(address);
}
