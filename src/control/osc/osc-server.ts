/**
 * The OSC server: UDP and TCP on one port, a codec over the daemon's API.
 */
import { listeningAddress } from '../api/access.js';
import type { Api } from '../api/api.js';
import { boundedLog } from '../api/bounded-log.js';
import { systemClock, type Clock } from '../api/clock.js';
import type { LogPort } from '../../log-port.js';
import { bindPort } from './bind-port.js';
import { clientOf } from './peer.js';
import { receivePacket } from './receive-packet.js';

export interface OscServerOptions {
  readonly api: Api;
  readonly log: LogPort;
  /** an IP address or "localhost"; others than loopback need a token */
  readonly host: string;
  /** 0: any free one */
  readonly port: number;
  /** how many ports to try, counting up */
  readonly portsToTry: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

export interface OscServer {
  readonly host: string;
  /** the port in use */
  readonly port: number;
  /** Stops listening; what the API still has to say is said before this. Harmless when called again. */
  close(): Promise<void>;
}

/** @throws OperationalError `port-taken`, `not-allowed` (no token for a LAN address), `bad-argument` */
export async function startOscServer(options: OscServerOptions): Promise<OscServer> {
  const { api, log, port, portsToTry, clock = systemClock } = options;
  const clientLog = boundedLog(log, clock);
  const host = listeningAddress(options.host, api);
  const bound = await bindPort(
    { host, port, portsToTry },
    {
      onPacket: (packet, peer) => receivePacket(api, packet, peer),
      onBrokenStream: (error, peer) => {
        api.refuseUnreadable(error, clientOf(peer));
      },
      onGone: (peer) => {
        api.forget(clientOf(peer));
      },
      onLimit: (client, sentence) => {
        clientLog.warn({ client }, sentence);
      },
      standingOf: (peer) => api.standingOf(clientOf(peer)),
      clock,
      onError: (error) => {
        clientLog.warn({ err: error }, 'a UDP packet could not be sent or received');
      },
    },
  );
  let closing: Promise<void> | undefined;
  log.info({ host, port: bound.port }, 'listening for OSC over UDP and TCP');
  return {
    host,
    port: bound.port,
    close: () => (closing ??= bound.close()),
  };
}
