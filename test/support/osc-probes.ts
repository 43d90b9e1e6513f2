/**
 * Raw OSC clients for tests: a UDP socket and a TCP connection that send bytes and hand over what arrives, one message at a time.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';

import type { ReceivedMessage } from '../../src/control/osc/osc-message.js';
import { createFrameReader, sizedFrame, slipFrame } from '../../src/control/osc/osc-framing.js';
import { decodePacket } from '../../src/control/osc/osc-packet.js';

export interface Probe {
  readonly port: number;
  send(bytes: Uint8Array): void;
  /** The next message, waiting for it if need be. */
  next(): Promise<ReceivedMessage>;
  /** Packets as they arrived, for their sizes. */
  readonly packets: Buffer[];
  close(): Promise<void>;
}

export async function openUdpProbe(serverPort: number): Promise<Probe> {
  const socket = createSocket('udp4');
  const inbox = createInbox();
  socket.on('message', inbox.put);
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return {
    port: socket.address().port,
    send: (bytes) => {
      socket.send(bytes, serverPort, '127.0.0.1');
    },
    next: inbox.next,
    packets: inbox.packets,
    close: () =>
      new Promise((resolve) => {
        socket.close(() => {
          resolve();
        });
      }),
  };
}

export interface TcpProbe extends Probe {
  /** Sends bytes without a frame around them. */
  sendRaw(bytes: Uint8Array): void;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<unknown>;
}

export async function openTcpProbe(
  serverPort: number,
  framing: 'slip' | 'int32',
): Promise<TcpProbe> {
  const socket = connect(serverPort, '127.0.0.1');
  await once(socket, 'connect');
  const inbox = createInbox();
  const reader = createFrameReader(1 << 16);
  socket.on('data', (chunk) => {
    reader.push(chunk, inbox.put);
  });
  socket.on('error', () => undefined);
  // not by events.once, which rejects at an error: a reset connection is a closed one
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const frame = framing === 'slip' ? slipFrame : sizedFrame;
  return {
    port: socket.localPort ?? 0,
    send: (bytes) => {
      socket.write(frame(bytes));
    },
    sendRaw: (bytes) => {
      socket.write(bytes);
    },
    next: inbox.next,
    packets: inbox.packets,
    closed,
    close: async () => {
      socket.destroy();
      await closed;
    },
  };
}

function createInbox(): {
  put: (packet: Buffer) => void;
  next: () => Promise<ReceivedMessage>;
  packets: Buffer[];
} {
  const packets: Buffer[] = [];
  const messages: ReceivedMessage[] = [];
  const waiting: ((message: ReceivedMessage) => void)[] = [];
  return {
    packets,
    put(packet) {
      packets.push(packet);
      for (const message of decodePacket(packet).messages) {
        const taker = waiting.shift();
        if (taker === undefined) messages.push(message);
        else taker(message);
      }
    },
    next: () => {
      const message = messages.shift();
      return message === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(message);
    },
  };
}
