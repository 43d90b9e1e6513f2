/**
 * A daemon that does not know one of today's requests: what clients ask goes to a real daemon, with that address spoiled.
 */
import { createSocket, type RemoteInfo } from 'node:dgram';

import type { RunningDaemon } from './running-daemon.js';

/** Runs `use` with the port of such a daemon; for one client, over UDP. */
export async function withOlderDaemon<Result>(
  { port }: Pick<RunningDaemon, 'port'>,
  unknownAddress: string,
  use: (port: number) => Promise<Result>,
): Promise<Result> {
  const inside = createSocket('udp4');
  const outside = createSocket('udp4');
  let client: RemoteInfo | undefined;
  outside.on('message', (packet, sender) => {
    client = sender;
    inside.send(withoutAddress(packet, unknownAddress), port, '127.0.0.1');
  });
  inside.on('message', (packet) => {
    if (client !== undefined) outside.send(packet, client.port, client.address);
  });
  await new Promise<void>((resolve) => {
    outside.bind(0, '127.0.0.1', resolve);
  });
  try {
    return await use(outside.address().port);
  } finally {
    inside.close();
    outside.close();
  }
}

/** The same packet, with another last letter in the address. */
function withoutAddress(packet: Buffer, address: string): Buffer {
  if (!packet.toString('latin1').startsWith(`${address}\0`)) return packet;
  const spoiled = Buffer.from(packet);
  spoiled.write('~', address.length - 1, 'latin1');
  return spoiled;
}
