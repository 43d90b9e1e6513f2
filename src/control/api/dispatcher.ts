/**
 * Dispatcher: from requests to handlers, and from their errors to error replies. Whatever arrives, nothing is thrown.
 *
 *   access -> route -> arguments -> [wait for the beat] -> handler -> replies
 *
 * Surfaces read bytes and hand over values; what a surface cannot read it has refused here, so that strangers learn nothing from it.
 */
import type { LogPort } from '../../log-port.js';
import { OperationalError } from '../../operational-error.js';
import type { Client } from './client.js';
import { takesId, type Context } from './define-route.js';
import { idOf, quoted, type RequestId, type RequestValue } from './field.js';
import type { RateLimiter } from './rate-limit.js';
import { errorReply, isReplyAddress, reply, type Reply } from './replies.js';
import { findRoute, isPattern } from './routes.js';
import type { Services } from './services.js';

/** What happened since the start. */
export interface Counters {
  /** requests that reached a handler */
  handled: number;
  /** requests that could not be fulfilled, unreadable ones included */
  errors: number;
  /** requests refused for their number */
  rateLimited: number;
  /** errors that no correct program has: a handler's, or a reply that does not fit */
  faults: number;
}

export interface Request {
  readonly address: string;
  readonly values: readonly RequestValue[];
}

export interface DispatcherParts {
  readonly services: Services;
  readonly limiter: RateLimiter;
  /** bounds how often strangers may try a token, and how often they are answered */
  readonly strangers: RateLimiter;
  readonly counters: Counters;
  readonly log: LogPort;
  /** to where the client wants its replies */
  readonly send: (client: Client, reply: Reply) => void;
}

export interface Dispatcher {
  /** Whether the client may send one more; a surface asks before it reads what came from outside. */
  admit(client: Client): boolean;
  dispatch(request: Request, client: Client): void;
  /** Answers what could not be read, unless it came from a stranger. */
  refuseUnreadable(error: unknown, client: Client): void;
  /** Answers a request with the error it caused. */
  refuse(error: unknown, id: RequestId, client: Client): void;
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { services, counters, log, send } = parts;
  const { access, waiting } = services;

  function admit(client: Client): boolean {
    const admission = parts.limiter.admit(client.key);
    if (admission === 'admitted') return true;
    counters.rateLimited++;
    if (admission === 'refused' && access.admits(client)) {
      log.warn({ client: client.key }, 'a client sends too fast; its messages are dropped');
      const sentence =
        'Too many messages at once; some were dropped. Send fewer, or wait a second.';
      send(client, errorReply('', 'rate-limited', sentence));
    }
    return false;
  }

  function dispatch({ address, values }: Request, client: Client): void {
    if (isReplyAddress(address)) return;
    const known = findRoute(address);
    const id = known === undefined || takesId(known) ? idOf(values) : '';
    const isStranger = client.isLocal !== true && !access.admits(client);
    if (isStranger && parts.strangers.admit(client.address) !== 'admitted') {
      counters.rateLimited++;
      return;
    }
    try {
      const route = known ?? refuseUnknown(address);
      if (isStranger && !route.openToStrangers) throw tokenMissing();
      const request = route.read(values);
      const context: Context = {
        ...services,
        client,
        id,
        reply: (key, said) => {
          // whichever it is, it is one of the replies, which TypeScript cannot say of a key it does not know
          send(client, reply(key, id, said) as Reply);
        },
      };
      counters.handled++;
      const handled = waiting.at(request.at, { client, address, requestId: id }, () =>
        request.handle(context),
      );
      Promise.resolve(handled).catch((error: unknown) => {
        refuse(error, id, client);
      });
    } catch (error) {
      refuse(error, id, client);
    }
  }

  function refuseUnreadable(error: unknown, client: Client): void {
    if (access.admits(client)) refuse(error, '', client);
    else counters.errors++;
  }

  function refuse(error: unknown, id: RequestId, client: Client): void {
    counters.errors++;
    if (error instanceof OperationalError) {
      log.info({ client: client.key, id, code: error.code }, error.message);
      send(client, errorReply(id, error.code, error.message));
      return;
    }
    counters.faults++;
    log.error({ client: client.key, id, err: error }, 'a request failed by a fault of the daemon');
    const sentence = 'The daemon failed at this request; its log says more.';
    send(client, errorReply(id, 'internal', sentence));
  }

  return { admit, dispatch, refuseUnreadable, refuse };
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
