/**
 * The TCP side: connections that carry framed packets (osc-framing.ts). Connections, and what waits to be sent on each, are bounded.
 */
import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from 'node:net';

import { systemClock } from '../api/clock.js';
import { createFrameReader } from './osc-framing.js';
import { MAX_PACKET_BYTES } from './osc-packet.js';
import type { Peer } from './peer.js';

export interface TcpSide {
  readonly port: number;
  close(): Promise<void>;
}

export interface TcpEvents {
  readonly onPacket: (packet: Uint8Array, peer: Peer) => void;
  /** the stream cannot be read on; the connection closes after this */
  readonly onBrokenStream: (error: unknown, peer: Peer) => void;
  readonly onGone: (peer: Peer) => void;
  /** a client was cut off, or not let in, because of a limit */
  readonly onLimit: (client: string, sentence: string) => void;
}

const MAX_CONNECTIONS = 64;
/** for what waits to be sent when the server closes; a client that does not read would hold it up for ever */
const FLUSH_LIMIT_MS = 200;
/** some 700 of the longest packets: a client that far behind does not read */
const MAX_WAITING_BYTES = 1 << 20;

/** @throws the operating system's error when the port cannot be bound */
export async function listenTcp(host: string, port: number, events: TcpEvents): Promise<TcpSide> {
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    serve(socket, events);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('drop', (dropped) => {
    events.onLimit(`tcp ${dropped?.remoteAddress ?? ''}`, 'too many TCP clients; one was refused');
  });
  await listening(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of connections) socket.destroySoon();
        systemClock.after(FLUSH_LIMIT_MS, () => {
          for (const socket of connections) socket.destroy();
        });
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function serve(socket: Socket, events: TcpEvents): void {
  const { remoteAddress: address = '', remotePort = 0 } = socket;
  const reader = createFrameReader(MAX_PACKET_BYTES);
  const peer: Peer = {
    key: `tcp ${isIPv6(address) ? `[${address}]` : address}:${remotePort}`,
    address,
    send(packet) {
      if (!socket.writable) return;
      if (socket.writableLength > MAX_WAITING_BYTES) {
        events.onLimit(peer.key, 'a client does not read its replies; its connection is closed');
        socket.destroy();
        return;
      }
      socket.write(reader.frame(packet));
    },
  };
  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    try {
      reader.push(chunk, (packet) => {
        events.onPacket(packet, peer);
      });
    } catch (error) {
      events.onBrokenStream(error, peer);
      socket.removeAllListeners('data');
      socket.destroySoon();
    }
  });
  // a reset connection is a closed one
  socket.on('error', () => undefined);
  socket.once('close', () => {
    events.onGone(peer);
  });
}
