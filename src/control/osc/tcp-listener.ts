/**
 * The TCP side: connections that carry framed packets (osc-framing.ts). Connections, and what waits to be sent on each, are bounded.
 * Nothing is lost on one that sends faster than is taken: it is not read for a while, so that the sender has to wait.
 *
 * Surfaces may say nothing for hours. A connection is closed for its silence only where it is a stranger's, who has not sent the
 * daemon's token, or where its place is needed and it is not engaged: then the one that has been silent for longest, of the
 * address that has most of them.
 */
import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from 'node:net';

import type { Standing } from '../api/admission.js';
import { systemClock, type Clock } from '../api/clock.js';
import { createFrameReader } from './osc-framing.js';
import { MAX_PACKET_BYTES } from './osc-packet.js';
import type { Peer } from './peer.js';

export interface TcpSide {
  readonly port: number;
  close(): Promise<void>;
}

export interface TcpEvents {
  /** @returns whether it was taken; else it comes again a little later, and none before it */
  readonly onPacket: (packet: Uint8Array, peer: Peer) => boolean;
  /** the stream cannot be read on; the connection closes after this */
  readonly onBrokenStream: (error: unknown, peer: Peer) => void;
  readonly onGone: (peer: Peer) => void;
  /** a client was cut off, or not let in, because of a limit */
  readonly onLimit: (client: string, sentence: string) => void;
  readonly standingOf: (peer: Peer) => Standing;
  /** of the limits' times */
  readonly clock: Clock;
}

export const MAX_CONNECTIONS = 64;
/** for a stranger to send the token */
const STRANGERS_LIMIT_MS = 30_000;
/** a client that has gone without a word is noticed some minutes after that */
const KEEP_ALIVE_MS = 60_000;
/** for what waits to be sent when the server closes; a client that does not read would hold it up for ever */
const FLUSH_LIMIT_MS = 200;
/** a sender at 250 messages a second has a dozen taken after that */
const PAUSE_MS = 50;
/** some 700 of the longest packets: a client that far behind does not read */
const MAX_WAITING_BYTES = 1 << 20;

interface Connection {
  readonly socket: Socket;
  readonly peer: Peer;
}

/** @throws the operating system's error when the port cannot be bound */
export async function listenTcp(host: string, port: number, events: TcpEvents): Promise<TcpSide> {
  /** the one that has been silent for longest first */
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    const connection = { socket, peer: peerOf(socket, events) };
    if (connections.size >= MAX_CONNECTIONS && !makeRoom(connections, events)) {
      events.onLimit(connection.peer.key, 'too many TCP clients are at work; one was refused');
      socket.destroy();
      return;
    }
    connections.add(connection);
    const callOff = events.clock.after(STRANGERS_LIMIT_MS, () => {
      if (events.standingOf(connection.peer) === 'stranger') socket.destroy();
    });
    socket.once('close', () => {
      callOff();
      connections.delete(connection);
      events.onGone(connection.peer);
    });
    socket.on('data', () => {
      connections.delete(connection);
      connections.add(connection);
    });
  });
  await listening(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const { socket } of connections) socket.destroySoon();
        systemClock.after(FLUSH_LIMIT_MS, () => {
          for (const { socket } of connections) socket.destroy();
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

/** Closes a connection that nobody makes use of. @returns whether there is one */
function makeRoom(connections: Set<Connection>, events: TcpEvents): boolean {
  const idle = [...connections].filter(({ peer }) => events.standingOf(peer) !== 'engaged');
  const countOf = (address: string): number =>
    idle.filter(({ peer }) => peer.address === address).length;
  const most = Math.max(...idle.map(({ peer }) => countOf(peer.address)));
  const longest = idle.find(({ peer }) => countOf(peer.address) === most);
  if (longest === undefined) return false;
  connections.delete(longest);
  events.onLimit(longest.peer.key, 'too many TCP clients; one that was silent was cut off');
  longest.socket.destroy();
  return true;
}

/** Reads what comes in on a connection. */
function peerOf(socket: Socket, events: TcpEvents): Peer {
  const { remoteAddress: address = '', remotePort = 0 } = socket;
  const reader = createFrameReader(MAX_PACKET_BYTES);
  const peer: Peer = {
    key: `tcp ${isIPv6(address) ? `[${address}]` : address}:${remotePort}`,
    address,
    isConnection: true,
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
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  const read = (chunk: Uint8Array): void => {
    let notTaken: Uint8Array | undefined;
    try {
      const rest = reader.push(chunk, (packet) => {
        const isTaken = events.onPacket(packet, peer);
        if (!isTaken) notTaken = packet;
        return isTaken;
      });
      if (notTaken !== undefined) waitWith(notTaken, rest);
    } catch (error) {
      events.onBrokenStream(error, peer);
      socket.off('data', read);
      socket.destroySoon();
    }
  };
  const waitWith = (packet: Uint8Array, rest: Uint8Array): void => {
    socket.pause();
    events.clock.after(PAUSE_MS, () => {
      if (socket.destroyed) return;
      if (!events.onPacket(packet, peer)) {
        waitWith(packet, rest);
        return;
      }
      socket.resume();
      read(rest);
    });
  };
  socket.on('data', read);
  // a reset connection is a closed one
  socket.on('error', () => undefined);
  return peer;
}
