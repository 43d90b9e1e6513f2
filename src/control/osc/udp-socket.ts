/**
 * The UDP side: one socket, bound exclusively. Every datagram is one packet; replies leave from the same port.
 */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';

import type { Peer } from './peer.js';

export interface UdpSide {
  close(): Promise<void>;
}

export interface UdpEvents {
  /** its answer counts for nothing: what is not taken is lost, as UDP loses it */
  readonly onPacket: (packet: Uint8Array, peer: Peer) => unknown;
  /** what the operating system says about the socket once it is open */
  readonly onError: (error: Error) => void;
}

/** @throws the operating system's error when the port cannot be bound */
export async function openUdp(host: string, port: number, events: UdpEvents): Promise<UdpSide> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', reuseAddr: false });
  const peerAt = (address: string, at: number): Peer => ({
    key: `udp ${isIPv6(address) ? `[${address}]` : address}:${at}`,
    address,
    send(packet) {
      socket.send(packet, at, address, (error) => {
        if (error !== null) events.onError(error);
      });
    },
    atPort: (other) => peerAt(address, other),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  socket.on('error', events.onError);
  socket.on('message', (packet, sender: RemoteInfo) => {
    // port 0 cannot be answered
    if (sender.port !== 0) events.onPacket(packet, peerAt(sender.address, sender.port));
  });
  return {
    close: () =>
      new Promise((resolve) => {
        socket.close(() => {
          resolve();
        });
      }),
  };
}
