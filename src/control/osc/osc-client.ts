/**
 * A small OSC client over UDP: sends a request and reads the replies to it. For `stemwright send` and for tests.
 *
 * One client asks one thing at a time per id. Lost datagrams are not sent again: on loopback none are lost. A job that waits
 * for its turn has nothing to say, perhaps for an hour, and what takes time (a live session that starts) says nothing before it is
 * done: after a silence the client asks whether the daemon is still there.
 */
import type { Socket } from 'node:dgram';

import { OperationalError } from '../../operational-error.js';
import { pressOf, type Press } from '../api/button-press.js';
import { systemClock, type Clock } from '../api/clock.js';
import type { RequestId } from '../api/field.js';
import { REPLIES, type Reply } from '../api/replies.js';
import { findRoute, isLivePattern } from '../api/routes.js';
import { connectUdp, unreachable, type DaemonAddress } from './connect-udp.js';
import { encodeMessage } from './osc-codec.js';
import { idArgument, type OscMessage, type ReceivedMessage } from './osc-message.js';
import { decodePacket } from './osc-packet.js';
import { decodeReply } from './reply-codec.js';

export interface OscClientOptions extends DaemonAddress {
  readonly clock?: Clock;
}

/** A message that came back, as it came, and as the reply it is; undefined where it is none of this protocol. */
export interface OscReply extends ReceivedMessage {
  readonly reply: Reply | undefined;
}

export interface OscClient {
  /** the port replies arrive at */
  readonly port: number;
  /**
   * Sends a request whose first argument is its id, and yields the replies to that id up to the last one or an error
   * reply; none for requests that are not answered. Leaving the loop early is fine.
   * @throws OperationalError `bad-message` when the request has no id; `daemon-unreachable` when nobody answers, or the daemon
   *   ends before the request has
   */
  request(message: OscMessage): AsyncGenerator<OscReply>;
  close(): Promise<void>;
}

/** how long until the first reply */
const FIRST_LIMIT_MS = 2000;
/** how long after a reply, or after a ping, until the daemon is asked whether it is there */
const SILENCE_MS = 5000;
/** that stay without an answer: datagrams may be lost, and a machine may be short of breath */
const MAX_PINGS = 3;
const PING = '/stemwright/ping';
/** Presses have no id of their own to ask by. */
const PRESS_PING_ID = 'press';

/** @throws OperationalError `daemon-unreachable` where the host is not known or cannot be reached */
export async function openOscClient(options: OscClientOptions): Promise<OscClient> {
  const { clock = systemClock } = options;
  const socket = await connectUdp(options);
  // between requests nobody listens to what the operating system says
  socket.on('error', () => undefined);

  async function* request(message: OscMessage): AsyncGenerator<OscReply> {
    const press = pressIn(message);
    const id = press === undefined && !isUnanswered(message) ? requestId(message) : '';
    const pingId = id === '' ? PRESS_PING_ID : id;
    const inbox = openInbox(socket, [id, pingId], clock);
    const sendOrThrow = (packet: Uint8Array): Promise<void> =>
      send(socket, packet).catch((error: unknown) => {
        throw unreachable(options, error);
      });
    try {
      await sendOrThrow(encodeMessage(message));
      if (isUnanswered(message) || press === 'released') return;
      let heard = false;
      let pings = 0;
      for (;;) {
        const waitMs = heard ? SILENCE_MS : FIRST_LIMIT_MS;
        const received = await inbox.next(waitMs);
        if (received instanceof Error) throw unreachable(options, received);
        if (received === 'timeout') {
          const mayBeSilent = heard || takesTime(message);
          if (!mayBeSilent || pings === MAX_PINGS) throw noAnswer(options, waitMs);
          pings++;
          await sendOrThrow(encodeMessage({ address: PING, args: [idArgument(pingId)] }));
          continue;
        }
        heard = true;
        pings = 0;
        if (received.address === REPLIES.pong.address && message.address !== PING) continue;
        yield { ...received, reply: decodeReply(received) };
        if (isLast(message, received)) return;
      }
    } finally {
      inbox.close();
    }
  }

  return {
    port: socket.address().port,
    request,
    close: () =>
      new Promise((resolve) => {
        socket.close(() => {
          resolve();
        });
      }),
  };
}

/** Whether this reply is the one after which no other follows. */
function isLast(request: OscMessage, received: ReceivedMessage): boolean {
  const last = findRoute(request.address)?.last;
  return (
    received.address === REPLIES.error.address ||
    (last !== undefined && received.address === REPLIES[last].address)
  );
}

/** Whether nothing comes back unless something is wrong with the request. */
function isUnanswered({ address }: OscMessage): boolean {
  const route = findRoute(address);
  return isLivePattern(address) || (route !== undefined && route.last === undefined);
}

/** Whether its first reply may be long in coming, from a daemon that is well. */
function takesTime({ address }: OscMessage): boolean {
  return findRoute(address)?.takesTime === true;
}

interface Inbox {
  next(waitMs: number): Promise<ReceivedMessage | 'timeout' | Error>;
  close(): void;
}

/** Replies to these ids, in the order they come. */
function openInbox(socket: Socket, ids: readonly RequestId[], clock: Clock): Inbox {
  const arrived: (ReceivedMessage | Error)[] = [];
  let wake: () => void = () => undefined;
  const put = (item: ReceivedMessage | Error): void => {
    arrived.push(item);
    wake();
  };
  const onPacket = (packet: Uint8Array): void => {
    for (const message of readable(packet)) {
      // levels are told at the addresses of requests: their first argument is no id
      if (findRoute(message.address) !== undefined) continue;
      // an error reply without an id may be about this request: its id could not be read, or it came too fast
      const isForUs =
        ids.some((id) => message.args[0] === id) ||
        (message.address === REPLIES.error.address && message.args[0] === '');
      if (isForUs) put(message);
    }
  };
  socket.on('message', onPacket);
  socket.on('error', put);
  return {
    async next(waitMs) {
      if (arrived.length === 0) {
        await new Promise<void>((resolve) => {
          const callOff = clock.after(waitMs, resolve);
          wake = () => {
            callOff();
            resolve();
          };
        });
      }
      return arrived.shift() ?? 'timeout';
    },
    close() {
      socket.off('message', onPacket);
      socket.off('error', put);
    },
  };
}

/** The messages of a packet; none where it cannot be read: somebody else's noise is not our failure. */
function readable(packet: Uint8Array): readonly ReceivedMessage[] {
  try {
    return decodePacket(packet).messages;
  } catch {
    return [];
  }
}

function send(socket: Socket, packet: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(packet, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/** A single argument may be no id, but a button’s press: its replies have the id "". */
function pressIn({ address, args }: OscMessage): Press | undefined {
  const route = findRoute(address);
  return (
    route &&
    pressOf(
      route,
      args.map(({ value }) => value),
    )
  );
}

function requestId({ address, args: [first] }: OscMessage): RequestId {
  if (first?.kind === 'i' || first?.kind === 's') return first.value;
  throw new OperationalError(
    'bad-message',
    `Expected an id (a string or an int) as the first argument of ${address}.`,
  );
}

function noAnswer({ host, port }: OscClientOptions, waitMs: number): OperationalError {
  return new OperationalError(
    'daemon-unreachable',
    `No answer from ${host}:${port} within ${waitMs / 1000} s. Is "stemwright serve" running there?`,
  );
}
