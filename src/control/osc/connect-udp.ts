/**
 * Connect over UDP: a socket that sends to one daemon and hears only it, found by the host's name or address.
 *
 * A connection of UDP says nothing to the other side: whether somebody listens there is known when something is sent.
 */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';

import { OperationalError } from '../../operational-error.js';
import { systemCodeOf, systemReasonOf } from '../../thrown-error.js';

export interface DaemonAddress {
  /** a name or an IP address */
  readonly host: string;
  /** 1 to 65535 */
  readonly port: number;
}

/** @throws OperationalError `daemon-unreachable` */
export async function connectUdp(address: DaemonAddress): Promise<Socket> {
  const { port } = address;
  const { address: ip, family } = await addressOf(address.host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(port, ip, (error?: Error | null) => {
        socket.off('error', reject);
        if (error == null) resolve();
        else reject(error);
      });
    });
    return socket;
  } catch (error) {
    socket.close();
    throw unreachable(address, error);
  }
}

/** A daemon listens on IPv4 unless it was told otherwise. */
async function addressOf(host: string): Promise<{ address: string; family: number }> {
  try {
    return await lookup(host, { order: 'ipv4first' });
  } catch (cause) {
    throw new OperationalError(
      'daemon-unreachable',
      `There is no computer called "${host}" (${systemCodeOf(cause) ?? 'unknown'}). Check the name and the network, or give an IP address.`,
      { cause },
    );
  }
}

/** What the system says of sending to it. */
export function unreachable({ host, port }: DaemonAddress, cause: unknown): OperationalError {
  const code = systemCodeOf(cause) ?? 'unknown';
  return new OperationalError(
    'daemon-unreachable',
    code === 'ECONNREFUSED'
      ? `Nobody listens at ${host}:${port}. Start "stemwright serve", or name its port.`
      : `${host}:${port} cannot be reached (${code}): ${systemReasonOf(cause)}. Check the address and the network.`,
    { cause },
  );
}
