/**
 * Waiting requests: those that wait for a beat or a bar line.
 *
 *   asked -> `waiting` to its client and every subscriber -> its line: done as if it had been sent then
 *                                                         \-> called off: `error` with the code `cancelled`
 *
 * Each has an id of the daemon's, for requests that carry none wait too. Subscribers know it by that id, and hear `done` or
 * `error` when it waits no longer; its own client hears what the request says from then on. Where lines are is musical-time's.
 */
import { OperationalError } from '../../operational-error.js';
import {
  atNextLine,
  type MusicalClocks,
  type MusicalTime,
  type MusicalUnit,
} from './musical-time.js';
import type { OscId, OscMessage } from './osc-message.js';
import type { Peer } from './peer.js';
import { errorReply, reply, waitingReply } from './reply-messages.js';
import type { Subscriptions } from './subscriptions.js';

export interface WaitingRequest {
  readonly waitingId: string;
  /** "" where requests of this address carry none */
  readonly requestId: OscId;
  readonly address: string;
  readonly unit: MusicalUnit;
  readonly client: Peer;
}

/** A request as the dispatcher has read it, and who sent it. */
export interface Asked {
  readonly peer: Peer;
  readonly address: string;
}

export interface WaitingRequests {
  /**
   * Does it now, or at the next beat or bar line.
   * @throws OperationalError what the action throws; `transport-unknown`; `queue-full` when too many wait already; `cancelled`;
   *   `shutting-down` when all are closed meanwhile
   */
  at(
    request: { readonly id?: OscId; readonly at: MusicalTime | undefined },
    asked: Asked,
    action: () => void | Promise<void>,
  ): void | Promise<void>;
  /** @param id the daemon's, or what the client calls its own request. @returns whether there was such a one */
  cancel(client: Peer, id: OscId): boolean;
  /** in the order they came */
  all(): readonly WaitingRequest[];
  /** Tells a new subscriber which there are. */
  announceTo(target: Peer): void;
  close(): void;
}

export interface WaitingRequestsParts extends MusicalClocks {
  readonly subscriptions: Subscriptions;
  readonly send: (target: Peer, message: OscMessage) => void;
}

/** More are a control that is stuck. */
export const MOST_WAITING = 64;

export function createWaitingRequests(parts: WaitingRequestsParts): WaitingRequests {
  const { subscriptions, send } = parts;
  const waiting = new Map<WaitingRequest, (error: OperationalError) => void>();
  let count = 0;

  function wait(unit: MusicalUnit, requestId: OscId, { peer, address }: Asked): Promise<void> {
    if (waiting.size >= MOST_WAITING) {
      throw new OperationalError(
        'queue-full',
        `${MOST_WAITING} requests wait for a beat or bar already. Cancel one, or wait until they have come.`,
      );
    }
    const waitingId = `waiting-${count + 1}`;
    const request: WaitingRequest = { waitingId, requestId, address, unit, client: peer };
    return new Promise((resolve, reject) => {
      const stop = atNextLine(unit, parts, () => {
        waiting.delete(request);
        tellObservers(request, reply('done', request.waitingId));
        resolve();
      });
      count++;
      waiting.set(request, (error) => {
        stop();
        waiting.delete(request);
        tellObservers(request, errorReply(request.waitingId, error.code, error.message));
        reject(error);
      });
      if (requestId !== '') send(subscriptions.targetOf(peer), waitingReply(requestId, request));
      tellObservers(request, observedReply(request));
    });
  }

  /** A client that can be answered hears of its own request by the id it chose. */
  function tellObservers(request: WaitingRequest, message: OscMessage): void {
    for (const { target } of subscriptions.current()) {
      if (!isOwn(request, target)) send(target, message);
    }
  }

  function isOwn({ client, requestId }: WaitingRequest, target: Peer): boolean {
    return requestId !== '' && subscriptions.targetOf(client).key === target.key;
  }

  return {
    at({ id = '', at = 'now' }, asked, action) {
      return at === 'now' ? action() : wait(at, id, asked).then(action);
    },
    cancel(client, id) {
      const all = [...waiting.keys()];
      const request =
        all.find(({ waitingId }) => waitingId === id) ??
        all.find((each) => each.client.key === client.key && id !== '' && each.requestId === id);
      if (request === undefined) return false;
      const sentence = `The request was cancelled before its ${request.unit}.`;
      waiting.get(request)!(new OperationalError('cancelled', sentence));
      return true;
    },
    all: () => [...waiting.keys()],
    announceTo(target) {
      for (const request of waiting.keys()) {
        if (!isOwn(request, target)) send(target, observedReply(request));
      }
    },
    close() {
      const sentence = 'Stemwright is stopping; the request has not come to its beat.';
      for (const giveUp of [...waiting.values()]) {
        giveUp(new OperationalError('shutting-down', sentence));
      }
    },
  };
}

function observedReply(request: WaitingRequest): OscMessage {
  return waitingReply(request.waitingId, request, request.requestId);
}
