/**
 * Peer: whoever sent a message, as an address for replies: the source of a UDP datagram, or a TCP connection.
 */
export interface Peer {
  /** e.g. "udp 127.0.0.1:52144"; two messages of the same key come from the same client */
  readonly key: string;
  /** IP address, without the port */
  readonly address: string;
  /** Another control surface of this process: it needs no token, and limits itself. */
  readonly isLocal?: true;
  /** Sends one packet; what cannot be delivered is lost, as UDP loses it. */
  send(packet: Uint8Array): void;
  /** The same machine at another port; absent where replies can only go back over a connection. */
  readonly atPort?: (port: number) => Peer;
}

/** What the log and the transport call a client. */
export function clientName({ key, isLocal }: Peer): string {
  return isLocal === true ? key : `osc ${key}`;
}
