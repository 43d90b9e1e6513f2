/**
 * Peer: whoever sent a packet: the source of a UDP datagram, or a TCP connection; and as a client of the API.
 */
import type { Client } from '../api/client.js';
import { fitPacket } from './fit-packet.js';
import { levelEcho } from './level-echo.js';
import { encodeReply } from './reply-codec.js';

export interface Peer {
  /** e.g. "udp 127.0.0.1:52144"; two packets of the same key come from the same client */
  readonly key: string;
  /** IP address, without the port */
  readonly address: string;
  /** Sends one packet; what cannot be delivered is lost, as UDP loses it. */
  send(packet: Uint8Array): void;
  /** Whoever hears it says when it has gone. */
  readonly isConnection?: true;
  /** The same machine at another port; absent where replies can only go back over a connection. */
  readonly atPort?: (port: number) => Peer;
}

export function clientOf(peer: Peer): Client {
  const { key, address, isConnection, atPort } = peer;
  return {
    key,
    name: `osc ${key}`,
    address,
    send: (reply) => {
      peer.send(fitPacket(encodeReply(reply)));
    },
    tellControls: (stem, values) => {
      for (const message of levelEcho(stem, values)) peer.send(fitPacket(message));
    },
    ...(isConnection === undefined ? {} : { isConnection }),
    ...(atPort === undefined ? {} : { atPort: (port) => clientOf(atPort(port)) }),
  };
}
