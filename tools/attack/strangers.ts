/**
 * Strangers: clients that keep to nothing. On Linux every address of 127.0.0.0/8 is this machine's, so they come from many.
 */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

import { sizedFrame } from '../../src/control/osc/osc-framing.js';

export interface Stranger {
  /** packets (UDP) or pieces of a stream (TCP) that came */
  readonly received: number;
  readonly receivedBytes: number;
  /** A packet, framed where that is needed. */
  send(packet: Uint8Array): void;
  close(): void;
}

/** @param index each has an address and port of its own: 127.0.0.2 and on, never 127.0.0.1 */
export function strangeAddress(index: number): string {
  const place = index + 2;
  return `127.${Math.floor(place / 65_536) % 256}.${Math.floor(place / 256) % 256}.${place % 256}`;
}

export async function strangerOverUdp(
  port: number,
  address: string,
  onPacket: (packet: Buffer) => void = () => undefined,
): Promise<Stranger & { readonly port: number }> {
  const socket = createSocket('udp4');
  let [received, receivedBytes, isOpen] = [0, 0, true];
  socket.on('error', () => undefined);
  socket.on('message', (packet) => {
    received++;
    receivedBytes += packet.length;
    onPacket(packet);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, address, resolve);
  });
  return {
    port: socket.address().port,
    get received() {
      return received;
    },
    get receivedBytes() {
      return receivedBytes;
    },
    send: (packet) => {
      if (isOpen) socket.send(packet, port, '127.0.0.1');
    },
    close: () => {
      if (isOpen) socket.close();
      isOpen = false;
    },
  };
}

export interface TcpStranger extends Stranger {
  readonly isClosed: boolean;
  /** Bytes without a frame around them. */
  sendRaw(bytes: Uint8Array): void;
}

/** @param reads false: it never takes what it is sent */
export async function strangerOverTcp(
  port: number,
  address: string,
  { reads = true }: { readonly reads?: boolean } = {},
): Promise<TcpStranger> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: address });
  let [received, receivedBytes, isClosed] = [0, 0, false];
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosed = true;
  });
  await new Promise((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', resolve);
  });
  if (reads) {
    socket.on('data', (piece) => {
      received++;
      receivedBytes += piece.length;
    });
  } else {
    socket.pause();
  }
  return {
    get received() {
      return received;
    },
    get receivedBytes() {
      return receivedBytes;
    },
    get isClosed() {
      return isClosed;
    },
    send: (packet) => {
      socket.write(sizedFrame(packet));
    },
    sendRaw: (bytes) => {
      socket.write(bytes);
    },
    close: () => {
      socket.destroy();
    },
  };
}
