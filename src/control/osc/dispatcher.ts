/**
 * Dispatcher: from the bytes of a packet to handlers, and from their errors to error replies. Whatever arrives, nothing is thrown:
 * each message of a bundle stands for itself.
 *
 *   packet -> rate limit -> decode -> access -> route -> arguments -> handler
 */
import type { LogPort } from '../../log-port.js';
import { OperationalError } from '../../operational-error.js';
import type { Access } from './access.js';
import type { Call, Handlers } from './handlers.js';
import { idOf, quoted, readFields } from './osc-fields.js';
import type { OscId, OscMessage, ReceivedMessage } from './osc-message.js';
import { decodePacket } from './osc-packet.js';
import { isReplyAddress } from './osc-replies.js';
import { findRoute, isPattern, takesId } from './osc-routes.js';
import type { Peer } from './peer.js';
import type { RateLimiter } from './rate-limit.js';
import { errorReply } from './reply-messages.js';

/** What happened since the start. */
export interface OscCounters {
  /** messages that reached a handler */
  handled: number;
  /** requests that could not be fulfilled, malformed packets included */
  errors: number;
  /** packets or messages refused for their number */
  rateLimited: number;
  /** errors that no correct program has: a handler's, or a reply that does not fit */
  faults: number;
}

export interface DispatcherParts {
  readonly handlers: Handlers;
  readonly access: Access;
  readonly limiter: RateLimiter;
  /** bounds how often strangers may try a token, and how often they are answered */
  readonly strangers: RateLimiter;
  readonly counters: OscCounters;
  readonly log: LogPort;
  readonly send: (client: Peer, message: OscMessage) => void;
}

export interface Dispatcher {
  readonly receive: (packet: Uint8Array, peer: Peer) => void;
  /** A message that has been read already: from a bundle, or from another control surface of this process. */
  readonly handle: (message: ReceivedMessage, peer: Peer) => void;
  /** Answers a request, or a stream whose framing is lost, with the error it caused. */
  readonly refuse: (error: unknown, id: OscId, peer: Peer) => void;
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { handlers, access, counters, log, send } = parts;

  function receive(packet: Uint8Array, peer: Peer): void {
    if (!isAdmitted(peer)) return;
    try {
      const { messages, problems } = decodePacket(packet);
      for (const problem of problems) refuseMalformed(problem, peer);
      messages.forEach((message, index) => {
        // the packet has paid for its first message
        if (index === 0 || isAdmitted(peer)) handle(message, peer);
      });
    } catch (error) {
      refuseMalformed(error, peer);
    }
  }

  function isAdmitted(peer: Peer): boolean {
    const admission = parts.limiter.admit(peer.key);
    if (admission === 'admitted') return true;
    counters.rateLimited++;
    if (admission === 'refused' && access.admits(peer)) {
      log.warn({ client: peer.key }, 'a client sends too fast; its messages are dropped');
      const sentence =
        'Too many messages at once; some were dropped. Send fewer, or wait a second.';
      send(peer, errorReply('', 'rate-limited', sentence));
    }
    return false;
  }

  function handle(message: ReceivedMessage, peer: Peer): void {
    if (isReplyAddress(message.address)) return;
    const known = findRoute(message.address);
    const id = known === undefined || takesId(known) ? idOf(message.args) : '';
    const isStranger = peer.isLocal !== true && !access.admits(peer);
    if (isStranger && parts.strangers.admit(peer.address) !== 'admitted') {
      counters.rateLimited++;
      return;
    }
    try {
      const route = known ?? refuseUnknown(message.address);
      if (isStranger && route.handler !== 'authorise') throw tokenMissing();
      const call: Call = {
        peer,
        address: route.address,
        reply: (answer) => {
          send(peer, answer);
        },
      };
      const request = readFields(route, message.args);
      // the request was read by this very route's fields, which TypeScript cannot follow through the table
      const handler = handlers[route.handler] as (
        request: Record<string, unknown>,
        call: Call,
      ) => void | Promise<void>;
      counters.handled++;
      Promise.resolve(handler(request, call)).catch((error: unknown) => {
        refuse(error, id, peer);
      });
    } catch (error) {
      refuse(error, id, peer);
    }
  }

  /** Strangers learn nothing from noise. */
  function refuseMalformed(error: unknown, peer: Peer): void {
    if (access.admits(peer)) refuse(error, '', peer);
    else counters.errors++;
  }

  function refuse(error: unknown, id: OscId, peer: Peer): void {
    counters.errors++;
    if (error instanceof OperationalError) {
      log.info({ client: peer.key, id, code: error.code }, error.message);
      send(peer, errorReply(id, error.code, error.message));
      return;
    }
    counters.faults++;
    log.error({ client: peer.key, id, err: error }, 'a request failed by a fault of the daemon');
    const sentence = 'The daemon failed at this request; its log says more.';
    send(peer, errorReply(id, 'internal', sentence));
  }

  return { receive, handle, refuse };
}

function tokenMissing(): OperationalError {
  return new OperationalError(
    'not-allowed',
    'This daemon has a token. Send /stemwright/auth with an id and the token first.',
  );
}

function refuseUnknown(address: string): never {
  const shown = quoted(address);
  throw new OperationalError(
    'bad-message',
    isPattern(address)
      ? `OSC address patterns are not supported, got ${shown}. Write out one address.`
      : `There is no address ${shown}. See the table of OSC messages in the documentation.`,
  );
}
