/**
 * The daemon's API: what every control surface is a codec over. Requests in as addresses and values, replies out as typed values, to
 * the clients that asked and to those who subscribed. It knows no bytes, no sockets and no devices.
 *
 *   surface -> admit -> dispatch -> routes -> engine;   engine -> reporters -> clients' send
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { LogPort } from '../../log-port.js';
import { createAccess } from './access.js';
import { createAdmission, type AdmissionRates, type Standing } from './admission.js';
import { boundedLog } from './bounded-log.js';
import type { Client } from './client.js';
import { systemClock, type Clock } from './clock.js';
import { createDispatcher, type Counters, type Dispatcher } from './dispatcher.js';
import type { Engine } from './engine.js';
import type { JobDefaults } from './job-commands.js';
import { createJobReporter } from './job-reporter.js';
import { createJobRequests } from './job-requests.js';
import { reportLive } from './live-reporter.js';
import type { LiveDefaults } from './live-request.js';
import { createMediaRoots } from './media-roots.js';
import { createMeterReporter } from './meter-reporter.js';
import type { MidiLearn } from './midi-learn.js';
import { reply, REPLIES, type Reply } from './replies.js';
import { createRequestsUnderWay } from './requests-under-way.js';
import type { SetUp } from './set-up.js';
import { createSubscriptions } from './subscriptions.js';
import { reportTransport } from './transport-reporter.js';
import { createWaitingRequests } from './waiting-requests.js';

export interface ApiOptions {
  readonly engine: Engine;
  readonly setUp: SetUp;
  /** of the daemon */
  readonly version: string;
  /** absolute folders whose files clients may name */
  readonly mediaRoots: readonly string[];
  /** absolute path of the folder for a job of that name; called once a job, so it can make each one different */
  readonly outputFolderFor: (jobName: string) => string;
  readonly defaults: JobDefaults;
  readonly liveDefaults: LiveDefaults;
  readonly log: LogPort;
  /** at least 16 characters; if there is one, every client from outside must send it first */
  readonly token?: string | undefined;
  /** how much is taken from whom @default DEFAULT_RATES */
  readonly rates?: AdmissionRates;
  readonly clock?: Clock;
}

export interface Api extends Dispatcher {
  readonly engine: Engine;
  readonly counters: Readonly<Counters>;
  /** Whether clients must know a token. */
  readonly needsToken: boolean;
  /** What a client is to the daemon; its connection is kept while it is engaged, however long it is silent. */
  standingOf(client: Client): Standing;
  /** A client has gone for good: its connection is closed. */
  forget(client: Client): void;
  /** MIDI runs from now on. @returns a function that takes it back */
  offerMidiLearn(learn: MidiLearn): () => void;
  /** Ends what waits, with replies that say so, then sends nothing more. Jobs are the engine's to end, before this. Harmless when called again. */
  close(): Promise<void>;
}

const HEARTBEAT_PERIOD_MS = 1000;

/** @throws OperationalError `not-allowed` on a short token; `bad-argument` on media roots that are not absolute */
export function createApi(options: ApiOptions): Api {
  const { engine, clock = systemClock } = options;
  const log = boundedLog(options.log, clock);
  const { transport } = engine;
  const mediaRoots = createMediaRoots(options.mediaRoots);
  const access = createAccess(options.token, clock);
  const counters: Counters = { handled: 0, errors: 0, rateLimited: 0, faults: 0 };
  const subscriptions = createSubscriptions(clock);
  const underWay = createRequestsUnderWay();
  let midiLearn: MidiLearn | undefined;

  function send(target: Client, sent: Reply): void {
    try {
      target.send(sent);
    } catch (error) {
      counters.faults++;
      const { address } = REPLIES[sent.key];
      log.error({ client: target.key, address, err: error }, 'cannot send a reply');
    }
  }

  const jobs = createJobReporter({ engine, subscriptions, clock, send });
  const jobRequests = createJobRequests({ engine, jobs, log });
  const stopTransport = reportTransport({ transport, subscriptions, send });
  const waiting = createWaitingRequests({ transport, clock, subscriptions, send });
  const stopLive = reportLive({ live: engine.live, subscriptions, send });
  const meters = createMeterReporter({ live: engine.live, subscriptions, send });
  const stopHeartbeat = clock.every(HEARTBEAT_PERIOD_MS, () => {
    const { state } = engine.status();
    for (const { target, id } of subscriptions.current()) {
      send(target, reply('heartbeat', id, { state }));
    }
  });

  function standingOf(client: Client): Standing {
    const isEngaged =
      access.knows(client) ||
      subscriptions.of(client) !== undefined ||
      underWay.has(client) ||
      jobs.has(client);
    if (isEngaged) return 'engaged';
    return access.needsToken ? 'stranger' : 'known';
  }

  const dispatcher = createDispatcher({
    services: {
      ...options,
      capture: engine.capture,
      models: engine.models,
      captures: { underWay: 0 },
      waiting,
      mediaRoots,
      access,
      subscriptions,
      jobs,
      jobRequests,
      meters,
      midiLearn: () => midiLearn,
    },
    admission: createAdmission(clock, options.rates),
    standingOf,
    underWay,
    counters,
    log,
    send: (client, sent) => {
      send(subscriptions.targetOf(client), sent);
    },
  });
  const close = async (): Promise<void> => {
    stopHeartbeat();
    waiting.close();
    midiLearn?.cancel();
    // what that answers goes out first
    await nextTurn();
    jobs.stop();
    jobRequests.stop();
    stopTransport();
    stopLive();
    meters.close();
  };
  let closing: Promise<void> | undefined;
  return {
    ...dispatcher,
    engine,
    counters,
    needsToken: access.needsToken,
    standingOf,
    forget(client) {
      subscriptions.remove(client);
      access.forget(client);
    },
    offerMidiLearn(learn) {
      midiLearn = learn;
      return () => {
        if (midiLearn === learn) midiLearn = undefined;
      };
    },
    close: () => (closing ??= close()),
  };
}
