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
import type { Client } from './client.js';
import type { RequestId } from './field.js';
import {
  atNextLine,
  type MusicalClocks,
  type MusicalTime,
  type MusicalUnit,
} from './musical-time.js';
import { errorReply, reply, type Reply } from './replies.js';
import type { Subscriptions } from './subscriptions.js';

export interface WaitingRequest {
  readonly waitingId: string;
  /** "" where requests of this address carry none */
  readonly requestId: RequestId;
  readonly address: string;
  readonly unit: MusicalUnit;
  readonly client: Client;
}

/** A request as the dispatcher has read it, and who sent it. */
export type Asked = Pick<WaitingRequest, 'client' | 'address' | 'requestId'>;

export interface WaitingRequests {
  /**
   * Does it now, or at the next beat or bar line.
   * @throws OperationalError what the action throws; `transport-unknown`; `queue-full` when too many wait already; `cancelled`;
   *   `shutting-down` when all are closed meanwhile
   */
  at(time: MusicalTime, asked: Asked, action: () => void | Promise<void>): void | Promise<void>;
  /** @param id the daemon's, or what the client calls its own request. @returns whether there was such a one */
  cancel(client: Client, id: RequestId): boolean;
  /** in the order they came */
  all(): readonly WaitingRequest[];
  /** Sends a new subscriber which there are. @returns how many that are */
  announceTo(target: Client): number;
  close(): void;
}

export interface WaitingRequestsParts extends MusicalClocks {
  readonly subscriptions: Subscriptions;
  readonly send: (target: Client, reply: Reply) => void;
}

/** More are a control that is stuck. */
export const MOST_WAITING = 64;

export function createWaitingRequests(parts: WaitingRequestsParts): WaitingRequests {
  const { subscriptions, send } = parts;
  const waiting = new Map<WaitingRequest, (error: OperationalError) => void>();
  let count = 0;

  function wait(
    unit: MusicalUnit,
    asked: Asked,
    action: () => void | Promise<void>,
  ): Promise<void> {
    if (waiting.size >= MOST_WAITING) {
      throw new OperationalError(
        'queue-full',
        `${MOST_WAITING} requests wait for a beat or bar already. Cancel one, or wait until they have come.`,
      );
    }
    const waitingId = `waiting-${count + 1}`;
    const { client, address, requestId } = asked;
    const request: WaitingRequest = { waitingId, requestId, address, unit, client };
    let refusal: OperationalError | undefined;
    let settle: () => void = () => undefined;
    const settled = new Promise<void>((resolve) => (settle = resolve));
    const stop = atNextLine(unit, parts, settle);
    count++;
    waiting.set(request, (error) => {
      stop();
      waiting.delete(request);
      sendToObservers(request, errorReply(waitingId, error.code, error.message));
      refusal = error;
      settle();
    });
    if (requestId !== '') send(subscriptions.targetOf(client), ownReply(request));
    sendToObservers(request, observedReply(request));
    return settled.then(() => {
      // on its line, too, it can be called off until it begins
      if (refusal !== undefined) throw refusal;
      waiting.delete(request);
      sendToObservers(request, reply('done', waitingId, {}));
      return action();
    });
  }

  /** A client that can be answered hears of its own request by the id it chose. */
  function sendToObservers(request: WaitingRequest, sent: Reply): void {
    for (const { target } of subscriptions.current()) {
      if (!isOwn(request, target)) send(target, sent);
    }
  }

  function isOwn({ client, requestId }: WaitingRequest, target: Client): boolean {
    return requestId !== '' && subscriptions.targetOf(client).key === target.key;
  }

  return {
    at(time, asked, action) {
      return time === 'now' ? action() : wait(time, asked, action);
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
      const others = [...waiting.keys()].filter((request) => !isOwn(request, target));
      for (const request of others) send(target, observedReply(request));
      return others.length;
    },
    close() {
      const sentence = 'Stemwright is stopping; the request has not come to its beat.';
      for (const giveUp of [...waiting.values()]) {
        giveUp(new OperationalError('shutting-down', sentence));
      }
    },
  };
}

function ownReply({ requestId, waitingId, unit, address }: WaitingRequest): Reply<'waiting'> {
  return reply('waiting', requestId, { waitingId, at: unit, address });
}

function observedReply({ requestId, waitingId, unit, address }: WaitingRequest): Reply<'waiting'> {
  return reply('waiting', waitingId, { waitingId, at: unit, address, requestId });
}
