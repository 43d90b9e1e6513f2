/**
 * Routes of live sessions: the requests that begin, end and shape one.
 */
import type { Live } from '../../../live/live.js';
import { liveSentence } from '../../../live/live-sentence.js';
import { GAIN_RANGE_DB } from '../../../live/session/stem-levels.js';
import { defineRoute, ID } from '../define-route.js';
import { liveRequest } from '../live-request.js';
import { LIVE_OPTIONS } from '../options.js';
import type { ReplyValues } from '../replies.js';
import { STEM_CONTROLS, stemControlValues } from '../stem-controls.js';

const STEM = { kind: 'text', name: 'stem', description: 'one of the model’s' } as const;

export const LIVE_ROUTES = [
  defineRoute({
    address: '/stemwright/live/start',
    arguments: [ID],
    options: LIVE_OPTIONS,
    button: () => [],
    landsOn: 'beat',
    replies: ['liveStarted', 'liveNews', 'done'],
    last: 'done',
    description:
      'Separates what comes in from a sound device and plays the stems, one constant latency later; or plays along with a loop. Subscribers hear how it goes.',
    takesTime: true,
    async handle(request, context) {
      const { engine, reply } = context;
      // starting from now on, so that a stop right behind it finds it
      const status = await engine.live.start(async () => {
        const live = await liveRequest(request, context);
        if (live.mode?.kind === 'accompany') engine.models.mustDo('impute');
        return live;
      });
      const { latencyFrames, rateHz, channels, waiting } = status;
      reply('liveStarted', { latencyFrames, rateHz, channels });
      for (const event of waiting) {
        reply('liveNews', { kind: event.kind, message: liveSentence(event) });
      }
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/live/stop',
    arguments: [ID],
    button: () => [],
    landsOn: 'beat',
    replies: ['done'],
    last: 'done',
    description: 'Ends the live session; recorded stems are whole then.',
    takesTime: true,
    async handle(_request, { engine, reply }) {
      await engine.live.stop();
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/live/status',
    arguments: [ID],
    replies: ['liveStatus', 'liveHeld', 'liveLevel', 'done'],
    last: 'done',
    description:
      'How the live session goes, whether an accompaniment keeps its take, and how each stem is set.',
    handle(_request, { engine, subscriptions, client, reply, charge }) {
      reply('liveStatus', statusOf(engine.live));
      const held = engine.live.held();
      if (held !== undefined) reply('liveHeld', { held });
      const levels = Object.entries(engine.live.levels());
      const { tellControls } = subscriptions.targetOf(client);
      if (tellControls !== undefined) charge(levels.length * STEM_CONTROLS.length);
      for (const [stem, level] of levels) {
        const { gainDb, muted, soloed } = level;
        reply('liveLevel', { stem, gainDb, muted, soloed });
        tellControls?.(stem, stemControlValues(level));
      }
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/live/gain',
    arguments: [STEM, { kind: 'number', name: 'gainDb', ...GAIN_RANGE_DB }],
    landsOn: 'beat',
    replies: [],
    last: undefined,
    description: 'Level of a stem, from the next frame on and for sessions to come. Takes no id.',
    handle({ stem, gainDb }, { engine }) {
      engine.live.setLevel(stem, { gainDb });
    },
  }),
  defineRoute({
    address: '/stemwright/live/mute',
    arguments: [STEM, { kind: 'integer', name: 'muted', least: 0, most: 1 }],
    landsOn: 'beat',
    replies: [],
    last: undefined,
    description: 'Mutes a stem. Takes no id.',
    handle({ stem, muted }, { engine }) {
      engine.live.setLevel(stem, { muted: muted === 1 });
    },
  }),
  defineRoute({
    address: '/stemwright/live/solo',
    arguments: [STEM, { kind: 'integer', name: 'soloed', least: 0, most: 1 }],
    landsOn: 'beat',
    replies: [],
    last: undefined,
    description: 'Silences the stems that are not soloed while any is. Takes no id.',
    handle({ stem, soloed }, { engine }) {
      engine.live.setLevel(stem, { soloed: soloed === 1 });
    },
  }),
  defineRoute({
    address: '/stemwright/live/hold',
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
    landsOn: 'beat',
    replies: [],
    last: undefined,
    description: 'Keeps the take of an accompaniment, or lets it go, while it plays. Takes no id.',
    handle({ held }, { engine }) {
      engine.live.setHold(held === 1);
    },
  }),
  defineRoute({
    address: '/stemwright/live/meters',
    arguments: [
      ID,
      {
        kind: 'integer',
        name: 'on',
        least: 0,
        most: 1,
        description: '1: `live/meter` until the subscription ends; 0: no more',
      },
    ],
    replies: ['done', 'liveMeter'],
    last: 'done',
    description:
      'Tells a subscriber how loud the input and each stem are, in this live session and those to come.',
    handle({ on }, { meters, client, id, reply }) {
      if (on === 1) meters.start(client, id);
      else meters.stop(client);
      reply('done', {});
    },
  }),
];

const NO_SESSION: ReplyValues<'liveStatus'> = {
  running: false,
  rateHz: 0,
  channels: 0,
  latencyFrames: 0,
  xruns: 0,
  overrun: false,
  overruns: 0,
  passedThroughFrames: 0,
  steps: 0,
  windowSeconds: 0,
  load: 0,
};

function statusOf(live: Pick<Live, 'status'>): ReplyValues<'liveStatus'> {
  const status = live.status();
  if (status === undefined) return NO_SESSION;
  const { rateHz, channels, latencyFrames, xruns } = status;
  const { overrun, overruns, passedThroughFrames, steps, windowSeconds, load } = status;
  return {
    running: true,
    rateHz,
    channels,
    latencyFrames,
    xruns,
    overrun,
    overruns,
    passedThroughFrames,
    steps,
    windowSeconds,
    load,
  };
}
