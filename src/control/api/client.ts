/**
 * Client: whoever makes requests, as an address for replies. A surface makes one of each sender it hears: of a UDP address and port,
 * a TCP connection, a MIDI input.
 */
import type { Reply } from './replies.js';
import type { StemControlValues } from './stem-controls.js';

/** of UDP and TCP */
export const MAX_PORT = 65_535;

export interface Client {
  /** e.g. "udp 127.0.0.1:52144"; requests of the same key come from the same client, whatever the surface */
  readonly key: string;
  /** what the log and the transport call it, e.g. "osc udp 127.0.0.1:52144" */
  readonly name: string;
  /** what it shares with others of its machine, e.g. an IP address: strangers are counted by this */
  readonly address: string;
  /** Its surface says when it is gone (`Api.forget`), and what it was granted holds until then. */
  readonly isConnection?: true;
  /** A part of this process: it needs no token, and limits itself. */
  readonly isLocal?: true;
  /** Sends one reply; what cannot be delivered is lost. @throws Error on a reply that the surface cannot carry */
  send(reply: Reply): void;
  /** Tells where controls of a live stem stand, each by its own address; absent where nobody follows addresses. */
  readonly tellControls?: (stem: string, values: Partial<StemControlValues>) => void;
  /** The same machine at another port; absent where replies can only go back the way the request came. */
  readonly atPort?: (port: number) => Client;
}
