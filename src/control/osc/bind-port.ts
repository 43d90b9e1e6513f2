/**
 * Bind a port: UDP and TCP on the same number, both exclusively, so that two daemons can never share it unnoticed.
 */
import { OperationalError } from '../../operational-error.js';
import { systemCodeOf } from '../../thrown-error.js';
import { MAX_PORT } from '../api/client.js';
import { listenTcp, type TcpEvents, type TcpSide } from './tcp-listener.js';
import { openUdp, type UdpEvents, type UdpSide } from './udp-socket.js';

export interface PortChoice {
  readonly host: string;
  /** 0: any free one */
  readonly port: number;
  /** how many ports to try, counting up from `port` */
  readonly portsToTry: number;
}

export interface BoundPort {
  readonly port: number;
  close(): Promise<void>;
}

/** A port that is free for TCP may not be for UDP; then the operating system is asked for another. */
const ANY_PORT_ATTEMPTS = 8;

/** @throws OperationalError `port-taken` naming the ports tried; `bad-argument` when the host is not this machine's */
export async function bindPort(
  choice: PortChoice,
  events: UdpEvents & TcpEvents,
): Promise<BoundPort> {
  const { host, port, portsToTry } = choice;
  const attempts = port === 0 ? ANY_PORT_ATTEMPTS : portsToTry;
  const last = port === 0 ? 0 : Math.min(port + attempts - 1, MAX_PORT);
  let refusal: unknown;
  for (let attempt = 0; attempt < attempts && port + attempt <= MAX_PORT; attempt++) {
    try {
      return await bindBoth(host, port === 0 ? 0 : port + attempt, events);
    } catch (error) {
      refusal = error;
      if (!['EADDRINUSE', 'EACCES'].includes(systemCodeOf(error) ?? '')) break;
    }
  }
  throw bindError(choice, last, refusal);
}

async function bindBoth(
  host: string,
  port: number,
  events: UdpEvents & TcpEvents,
): Promise<BoundPort> {
  const tcp = await listenTcp(host, port, events);
  let udp: UdpSide;
  try {
    udp = await openUdp(host, tcp.port, events);
  } catch (error) {
    await tcp.close();
    throw error;
  }
  return { port: tcp.port, close: () => closeBoth(udp, tcp) };
}

async function closeBoth(udp: UdpSide, tcp: TcpSide): Promise<void> {
  await Promise.all([udp.close(), tcp.close()]);
}

function bindError({ host, port }: PortChoice, last: number, cause: unknown): unknown {
  const ports = last > port ? `The ports ${port} to ${last}` : `The port ${port}`;
  switch (systemCodeOf(cause) ?? '') {
    case 'EADDRINUSE':
      return new OperationalError(
        'port-taken',
        `${ports} on ${host} ${last > port ? 'are' : 'is'} in use by another program, ` +
          'maybe another stemwright. Stop that, or choose another port.',
        { cause },
      );
    case 'EACCES':
      return new OperationalError(
        'port-taken',
        `${ports} on ${host} may not be opened by this user. Choose one above 1023.`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
    case 'EAFNOSUPPORT':
      return new OperationalError(
        'bad-argument',
        `${host} is not an address of this machine (${systemCodeOf(cause) ?? ''}). Choose one that is, or 127.0.0.1.`,
        { cause },
      );
    default:
      return cause;
  }
}
