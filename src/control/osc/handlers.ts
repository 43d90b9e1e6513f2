/**
 * Handlers: what each route does. A handler replies through its call and throws OperationalErrors; it knows no sockets.
 */
import type { Engine } from '../../control/api/engine.js';
import type { JobCommand } from '../../jobs/job-command.js';
import { stemLooks } from '../../model/stem-looks.js';
import { OperationalError } from '../../operational-error.js';
import type { MidiLearn } from '../midi/midi-learn.js';
import type { Access } from './access.js';
import { MAX_SENT_BYTES } from './fit-packet.js';
import { discardCaptures } from './given-source.js';
import {
  generateCommand,
  imputeCommand,
  separateCommand,
  type JobCommandParts,
} from './job-commands.js';
import type { JobReporter } from './job-reporter.js';
import { liveRequest, type LiveDefaults } from './live-request.js';
import { encodeMessage, MAX_ARGUMENTS } from './osc-codec.js';
import type { RequestOf } from './osc-fields.js';
import {
  float,
  idArgument,
  integer,
  prose,
  text,
  type OscId,
  type OscMessage,
} from './osc-message.js';
import { DEFAULT_TTL_SECONDS, type HandlerKey, type RouteOf } from './osc-routes.js';
import { clientName, type Peer } from './peer.js';
import { reply, statusReply, versionReply } from './reply-messages.js';
import type { Subscriptions } from './subscriptions.js';
import type { WaitingRequests } from './waiting-requests.js';

/** Who asks, and how to answer. */
export interface Call {
  readonly peer: Peer;
  /** of the request */
  readonly address: string;
  readonly reply: (message: OscMessage) => void;
}

export type Handlers = {
  readonly [Key in HandlerKey]: (
    request: RequestOf<RouteOf<Key>>,
    call: Call,
  ) => void | Promise<void>;
};

export interface HandlerParts extends JobCommandParts {
  readonly engine: Engine;
  readonly version: string;
  readonly access: Access;
  readonly subscriptions: Subscriptions;
  readonly jobs: JobReporter;
  readonly liveDefaults: LiveDefaults;
  readonly waiting: WaitingRequests;
  /** undefined, or giving that: the daemon runs without MIDI */
  readonly midiLearn?: (() => MidiLearn | undefined) | undefined;
}

export function createHandlers(parts: HandlerParts): Handlers {
  const { engine, access, jobs, waiting } = parts;

  async function submit(command: JobCommand, { peer }: Call, id: OscId): Promise<void> {
    try {
      jobs.submit(command, peer, id);
    } catch (error) {
      await discardCaptures(command);
      throw error;
    }
  }

  return {
    ping({ id }, call) {
      call.reply(reply('pong', id));
    },
    async version({ id }, call) {
      const models = (await engine.models.list()).filter(({ valid }) => valid);
      const names = models.map(({ name }) => name);
      call.reply(asManyAsFit(names, (some) => versionReply(id, parts.version, some)));
    },
    status({ id }, call) {
      call.reply(statusReply(id, engine.status(), engine.live.status()));
    },
    authorise({ id, token }, call) {
      access.authorise(call.peer, token);
      call.reply(reply('done', id));
    },
    subscribe(request, call) {
      subscribe(request, call, parts);
    },
    separate: (request, call) =>
      waiting.at(request, call, async () => {
        await submit(await separateCommand(request, parts), call, request.id);
      }),
    impute: (request, call) =>
      waiting.at(request, call, async () => {
        await submit(await imputeCommand(request, parts), call, request.id);
      }),
    generate: (request, call) =>
      waiting.at(request, call, () => {
        jobs.submit(generateCommand(request, parts), call.peer, request.id);
      }),
    cancel({ id, jobId }, call) {
      if (!waiting.cancel(call.peer, jobId)) engine.jobs.cancel(jobs.resolve(call.peer, jobId));
      call.reply(reply('done', id));
    },
    listWaiting({ id }, call) {
      listWaiting(id, call, waiting);
    },
    listModels: ({ id }, call) => listModels(id, call, engine),
    listStems: ({ id, model }, call) => listStems(id, model, call, engine),
    async loadModel({ id, name }, call) {
      await engine.models.load(name);
      call.reply(reply('done', id));
    },
    markCapture({ id }, call) {
      engine.capture.mark();
      call.reply(reply('done', id));
    },
    offsetCapture({ id, ms }, call) {
      engine.capture.setOffset(ms);
      call.reply(reply('done', id));
    },
    transport({ bpm, beatsPerBar, beat, playing }, { peer }) {
      const source = clientName(peer);
      engine.transport.set({ bpm, beatsPerBar, beat, playing: playing === 1, source });
    },
    async learnMidi({ id, address, args }, call) {
      const learning = midiLearnOf(parts).learn([address, ...args]);
      call.reply(reply('learning', id, float(learning.seconds)));
      const { control, replaced } = await learning.learned;
      call.reply(reply('learned', id, text(control), prose(replaced)));
      call.reply(reply('done', id));
    },
    startLive: (request, call) =>
      waiting.at(request, call, async () => {
        const { id } = request;
        const { latencyFrames, rateHz, channels } = await engine.live.start(
          await liveRequest(request, parts),
        );
        const facts = [latencyFrames, rateHz, channels].map(integer);
        call.reply(reply('liveStarted', id, ...facts));
        call.reply(reply('done', id));
      }),
    stopLive: (request, call) =>
      waiting.at(request, call, async () => {
        await engine.live.stop();
        call.reply(reply('done', request.id));
      }),
    liveGain: (request, call) =>
      waiting.at(request, call, () => {
        engine.live.setLevel(request.stem, { gainDb: request.gainDb });
      }),
    liveMute: (request, call) =>
      waiting.at(request, call, () => {
        engine.live.setLevel(request.stem, { muted: request.muted === 1 });
      }),
    liveSolo: (request, call) =>
      waiting.at(request, call, () => {
        engine.live.setLevel(request.stem, { soloed: request.soloed === 1 });
      }),
    liveHold: (request, call) =>
      waiting.at(request, call, () => {
        engine.live.setHold(request.held === 1);
      }),
    cancelLearning({ id }, call) {
      midiLearnOf(parts).cancel();
      call.reply(reply('done', id));
    },
  };
}

function midiLearnOf({ midiLearn }: HandlerParts): MidiLearn {
  const learn = midiLearn?.();
  if (learn !== undefined) return learn;
  throw new OperationalError(
    'midi-off',
    'This daemon runs without MIDI. Start it with --midi and a part of the name of your controller.',
  );
}

function subscribe(
  { id, port, ttlSeconds = DEFAULT_TTL_SECONDS }: RequestOf<RouteOf<'subscribe'>>,
  { peer, reply: answer }: Call,
  { subscriptions, jobs, waiting }: HandlerParts,
): void {
  if (ttlSeconds === 0) {
    subscriptions.remove(peer);
    answer(reply('done', id));
    return;
  }
  const target = targetAt(peer, port);
  subscriptions.add({ sender: peer, target, id }, ttlSeconds);
  answer(reply('done', id));
  jobs.announceTo(target);
  waiting.announceTo(target);
}

function targetAt(peer: Peer, port: number | undefined): Peer {
  if (port === undefined || port === 0) return peer;
  if (peer.atPort === undefined) {
    throw new OperationalError(
      'bad-argument',
      `Replies to a TCP client go over its connection, but it named the port ${port}. Name 0 or none.`,
    );
  }
  return peer.atPort(port);
}

function listWaiting(id: OscId, call: Call, waiting: WaitingRequests): void {
  for (const { waitingId, unit, address, requestId, client } of waiting.all()) {
    const facts = [waitingId, unit, address].map(text);
    const who = [idArgument(requestId), text(clientName(client))];
    call.reply(reply('waitingOne', id, ...facts, ...who));
  }
  call.reply(reply('done', id));
}

async function listModels(id: OscId, call: Call, engine: Engine): Promise<void> {
  for (const entry of await engine.models.list()) {
    const { rateHz, stems, tasks, problem } = entry.valid
      ? {
          rateHz: entry.card.sampleRateHz,
          stems: entry.card.stems,
          tasks: entry.card.tasks,
          problem: '',
        }
      : { rateHz: 0, stems: [], tasks: [], problem: entry.problem.message };
    call.reply(
      reply(
        'model',
        id,
        text(entry.name),
        integer(entry.valid ? 1 : 0),
        integer(rateHz),
        text(stems.join(',')),
        text(tasks.join(',')),
        prose(problem),
      ),
    );
  }
  call.reply(reply('done', id));
}

async function listStems(
  id: OscId,
  model: string | undefined,
  call: Call,
  engine: Engine,
): Promise<void> {
  const card = await engine.models.card(model);
  for (const { stem, label, colour, aliases } of stemLooks(card)) {
    const look = [card.name, stem, label, colour, aliases.join(',')].map(text);
    call.reply(reply('modelStem', id, ...look));
  }
  call.reply(reply('done', id));
}

/** The message with the first of `names` that a packet holds, and that a decoder like ours takes beside three others. */
function asManyAsFit(
  names: readonly string[],
  message: (some: readonly string[]) => OscMessage,
): OscMessage {
  for (let count = Math.min(names.length, MAX_ARGUMENTS - 3); count > 0; count--) {
    const candidate = message(names.slice(0, count));
    if (encodeMessage(candidate).length <= MAX_SENT_BYTES) return candidate;
  }
  return message([]);
}
