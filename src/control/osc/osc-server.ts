/**
 * The OSC server: UDP and TCP on one port, requests to the engine, its events back. Puts the parts of this folder together; the
 * protocol itself is in osc-routes.ts.
 *
 * Messages are handled when they arrive, whatever the time tag of their bundle says: a job has no moment it must begin at.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Engine } from '../../jobs/engine.js';
import type { LogPort } from '../../log-port.js';
import type { MidiLearn } from '../midi/midi-learn.js';
import { createAccess, listeningAddress } from './access.js';
import { bindPort } from './bind-port.js';
import { systemClock, type Clock } from './clock.js';
import { createDispatcher, type OscCounters } from './dispatcher.js';
import { fitPacket } from './fit-packet.js';
import { createHandlers } from './handlers.js';
import type { JobDefaults } from './job-commands.js';
import { createJobReporter } from './job-reporter.js';
import { reportLive } from './live-reporter.js';
import type { LiveDefaults } from './live-request.js';
import { createMediaRoots } from './media-roots.js';
import { text, type OscMessage, type ReceivedMessage } from './osc-message.js';
import type { Peer } from './peer.js';
import { createRateLimiter, type RateLimit } from './rate-limit.js';
import { reply } from './reply-messages.js';
import { createSubscriptions } from './subscriptions.js';
import { reportTransport } from './transport-reporter.js';
import { createWaitingRequests } from './waiting-requests.js';

export interface OscServerOptions {
  readonly engine: Engine;
  /** of the daemon */
  readonly version: string;
  /** absolute folders whose files clients may name */
  readonly mediaRoots: readonly string[];
  /** absolute path of the folder for a job of that name; called once a job, so it can make each one different */
  readonly outputFolderFor: (jobName: string) => string;
  readonly defaults: JobDefaults;
  readonly liveDefaults: LiveDefaults;
  readonly log: LogPort;
  /** an IP address or "localhost"; others than loopback need a token */
  readonly host?: string;
  /** 0: any free one */
  readonly port?: number;
  /** how many ports to try, counting up */
  readonly portsToTry?: number;
  /** at least 16 characters; if there is one, every client must send it first */
  readonly token?: string;
  readonly rateLimit?: RateLimit;
  readonly clock?: Clock;
  /** undefined, or giving that: the daemon runs without MIDI */
  readonly midiLearn?: (() => MidiLearn | undefined) | undefined;
}

export interface OscServer {
  readonly host: string;
  /** the port in use */
  readonly port: number;
  readonly counters: Readonly<OscCounters>;
  /** A request of another control surface of this process, handled as if it had come as a packet. */
  handle(message: ReceivedMessage, peer: Peer): void;
  /** Stops listening and telling; jobs are the engine's to end, before this. Harmless when called again. */
  close(): Promise<void>;
}

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 9130;

/** Far above what a DAW sends, far below what keeps a processor busy. */
const DEFAULT_RATE_LIMIT: RateLimit = { burst: 500, perSecond: 250 };
/** Attempts of clients without the token, for each of their addresses. */
const STRANGERS_RATE_LIMIT: RateLimit = { burst: 5, perSecond: 0.5 };
const HEARTBEAT_PERIOD_MS = 1000;

/** @throws OperationalError `port-taken`, `not-allowed` (no token for a LAN address), `bad-argument` */
export async function startOscServer(options: OscServerOptions): Promise<OscServer> {
  const { engine, log, clock = systemClock, token } = options;
  const host = listeningAddress(options.host ?? DEFAULT_HOST, token);
  const mediaRoots = createMediaRoots(options.mediaRoots);
  const counters: OscCounters = { handled: 0, errors: 0, rateLimited: 0, faults: 0 };
  const access = createAccess(token, clock);
  const subscriptions = createSubscriptions(clock);

  function send(target: Peer, message: OscMessage): void {
    try {
      target.send(fitPacket(message));
    } catch (error) {
      counters.faults++;
      log.error(
        { client: target.key, address: message.address, err: error },
        'cannot send a reply',
      );
    }
  }

  const jobs = createJobReporter({ engine, subscriptions, clock, send });
  const { transport } = engine;
  const stopTransport = reportTransport({ transport, subscriptions, send });
  const waiting = createWaitingRequests({ transport, clock, subscriptions, send });
  const stopLive = reportLive({ live: engine.live, subscriptions, send });
  const dispatcher = createDispatcher({
    handlers: createHandlers({
      ...options,
      capture: engine.capture,
      captures: { underWay: 0 },
      waiting,
      mediaRoots,
      access,
      subscriptions,
      jobs,
    }),
    access,
    limiter: createRateLimiter(options.rateLimit ?? DEFAULT_RATE_LIMIT, clock),
    strangers: createRateLimiter(STRANGERS_RATE_LIMIT, clock),
    counters,
    log,
    send: (client, message) => {
      send(subscriptions.targetOf(client), message);
    },
  });
  const choice = { host, port: options.port ?? DEFAULT_PORT, portsToTry: options.portsToTry ?? 1 };
  const bound = await bindPort(choice, {
    onPacket: dispatcher.receive,
    onBrokenStream: (error, peer) => {
      dispatcher.refuse(error, '', peer);
    },
    onGone: (peer) => {
      subscriptions.remove(peer);
      access.forget(peer);
    },
    onLimit: (client, sentence) => {
      log.warn({ client }, sentence);
    },
    onError: (error) => {
      log.warn({ err: error }, 'a UDP packet could not be sent or received');
    },
  }).catch((error: unknown) => {
    jobs.stop();
    stopTransport();
    stopLive();
    throw error;
  });
  const stopHeartbeat = clock.every(HEARTBEAT_PERIOD_MS, () => {
    const { state } = engine.status();
    for (const { target, id } of subscriptions.current()) {
      send(target, reply('heartbeat', id, text(state)));
    }
  });
  const close = async (): Promise<void> => {
    stopHeartbeat();
    waiting.close();
    // what that answers goes out first
    await nextTurn();
    jobs.stop();
    stopTransport();
    stopLive();
    await bound.close();
  };
  let closing: Promise<void> | undefined;
  log.info({ host, port: bound.port }, 'listening for OSC over UDP and TCP');
  return {
    host,
    port: bound.port,
    counters,
    handle: dispatcher.handle,
    close: () => (closing ??= close()),
  };
}
