/**
 * Connection places: how many connections there are at once, and how many requests of one client.
 *
 * Where all places are taken, a new connection gets the place of the one that has been there for longest without being of use: on
 * which nothing that a known client asked for is being answered. So who opens connections and says nothing, or half a request, keeps
 * nobody out.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { OperationalError } from '../../operational-error.js';

export interface ConnectionPlaces {
  /** A connection has come. */
  readonly add: (socket: Socket) => void;
  /**
   * A request is being answered: its connection keeps its place until the answer is sent or given up.
   * @param client whoever shares in how many there may be at once; undefined: they are counted elsewhere
   * @throws OperationalError `rate-limited` where the client has too many
   */
  readonly keep: (exchange: Exchange, client: string | undefined) => void;
}

export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

const MOST_CONNECTIONS = 512;
/** a browser has six connections to a host */
const MOST_REQUESTS_OF_CLIENT = 16;

/** @param most connections at once */
export function createConnectionPlaces(most = MOST_CONNECTIONS): ConnectionPlaces {
  /** by the address at their other end, the oldest first */
  const places = new Map<string, Socket>();
  const inUse = new Set<string>();
  /** requests that are being answered, by client */
  const requests = new Map<string, number>();

  function begin(client: string): void {
    const count = requests.get(client) ?? 0;
    if (count >= MOST_REQUESTS_OF_CLIENT) {
      throw new OperationalError(
        'rate-limited',
        `${MOST_REQUESTS_OF_CLIENT} requests of this page are being answered already. Wait until one is.`,
      );
    }
    requests.set(client, count + 1);
  }

  function end(client: string): void {
    const left = (requests.get(client) ?? 1) - 1;
    if (left === 0) requests.delete(client);
    else requests.set(client, left);
  }

  /** @returns whether there is room for one more */
  function makeRoom(): boolean {
    if (places.size < most) return true;
    const [oldest] = [...places].filter(([key]) => !inUse.has(key));
    if (oldest === undefined) return false;
    const [key, socket] = oldest;
    places.delete(key);
    socket.destroy();
    return true;
  }

  return {
    add(socket) {
      if (!makeRoom()) {
        socket.destroy();
        return;
      }
      const key = otherEnd(socket);
      places.set(key, socket);
      socket.once('close', () => {
        if (places.get(key) === socket) places.delete(key);
      });
    },
    keep({ incoming, outgoing }, client) {
      if (client !== undefined) begin(client);
      const key = otherEnd(incoming.socket);
      inUse.add(key);
      outgoing.once('close', () => {
        inUse.delete(key);
        if (client !== undefined) end(client);
      });
    },
  };
}

/** A socket of TLS has that of its TCP socket. */
function otherEnd({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
