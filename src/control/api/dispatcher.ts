/**
 * Dispatcher: from requests to handlers, and from their errors to error replies. Whatever arrives, nothing is thrown.
 *
 *   admission -> access -> route -> arguments -> [wait for the beat] -> handler -> replies
 *
 * A pattern of addresses stands for several requests, each of which is admitted; a button's press for one without an id.
 *
 * Surfaces read bytes and hand over values; what a surface cannot read it has refused here, so that strangers learn nothing from it.
 */
import type { LogPort } from '../../log-port.js';
import { OperationalError } from '../../operational-error.js';
import { isPattern } from './address-pattern.js';
import type { Admission, Standing } from './admission.js';
import { pressOf } from './button-press.js';
import type { Client } from './client.js';
import { takesId, type Context, type Route } from './define-route.js';
import { idOf, quoted, type RequestId, type RequestValue } from './field.js';
import { errorReply, isReplyAddress, reply, type Reply } from './replies.js';
import type { RequestsUnderWay } from './requests-under-way.js';
import { findRoute, isLivePattern, routesMatching } from './routes.js';
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
  readonly admission: Admission;
  readonly standingOf: (client: Client) => Standing;
  readonly underWay: RequestsUnderWay;
  readonly counters: Counters;
  /** bounded: anybody can cause its lines */
  readonly log: LogPort;
  /** to where the client wants its replies */
  readonly send: (client: Client, reply: Reply) => void;
}

export interface Dispatcher {
  /**
   * Whether the client may send one more; a surface asks before it reads what came from outside.
   * @param options waits: what is not taken now will be asked for again, so that nothing is lost and nobody has to be told
   */
  admit(client: Client, options?: { readonly waits: boolean }): boolean;
  dispatch(request: Request, client: Client): void;
  /** Answers what could not be read, unless it came from a stranger or there is too much of it. */
  refuseUnreadable(error: unknown, client: Client): void;
}

/** Who asked, and what it calls its request. */
interface Asker {
  readonly client: Client;
  readonly id: RequestId;
  /** what it calls it may be the token, sent without an id */
  readonly hasSecretId?: boolean;
}

/** Stands where an id would be read. */
const PRESS_ID = 'press';

/** What takes time costs as much as so many more replies. */
const REPLIES_OF_WORK = 16;

/** Half of what a client may send at once: whoever asks for all of ten thousand jobs is heard after that. */
const MOST_CHARGED_REPLIES = 1000;

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { services, admission, standingOf, counters, log, send } = parts;
  const { access, waiting } = services;

  function admit(client: Client, { waits } = { waits: false }): boolean {
    const standing = standingOf(client);
    const verdict = admission.message(client, standing, waits);
    if (verdict === 'admitted') return true;
    if (waits) return false;
    counters.rateLimited++;
    if (verdict === 'silent' || standing === 'stranger') return false;
    const whose =
      verdict === 'too-many-in-all' ? 'clients send too much in all' : 'a client sends too fast';
    log.warn({ client: client.key }, `${whose}; some messages are dropped`);
    const sentence = 'Too many messages at once; some were dropped. Send fewer, or wait a second.';
    send(client, errorReply('', 'rate-limited', sentence));
    return false;
  }

  /** Whether a stranger's request is answered, or its token looked at. */
  function isHeard(route: Route | undefined, client: Client): boolean {
    return route?.triesToken === true
      ? admission.triesToken(client, access.knowsAddress(client))
      : admission.answersStranger(client);
  }

  function dispatch({ address, values }: Request, client: Client): void {
    if (isReplyAddress(address)) return;
    const known = findRoute(address);
    const isPatternOfLive = known === undefined && isLivePattern(address);
    const isStranger = client.isLocal !== true && !access.admits(client);
    if (isStranger && !isHeard(known, client)) {
      counters.rateLimited++;
      return;
    }
    const asker = (id: RequestId): Asker => {
      return { client, id, hasSecretId: isStranger || known?.triesToken === true };
    };
    let routes: readonly Route[];
    try {
      if (isStranger && isPatternOfLive) throw tokenMissing();
      if (isPatternOfLive) routes = routesMatching(address, stems());
      else routes = [known ?? refuseUnknown(address)];
    } catch (error) {
      refuse(error, asker(isPatternOfLive ? '' : idOf(values)));
      return;
    }
    for (const [index, route] of routes.entries()) {
      // the message has paid for one
      if (index > 0 && client.isLocal !== true && !admit(client)) return;
      const press = pressOf(route, values);
      if (press === 'released' && !isStranger) continue;
      const requested = asker(press === undefined && takesId(route) ? idOf(values) : '');
      try {
        if (isStranger && !route.triesToken) throw tokenMissing();
        handle(route, press === undefined ? values : pressed(route, client), requested);
      } catch (error) {
        refuse(error, requested);
      }
    }
  }

  function stems(): string[] {
    return Object.keys(services.engine.live.levels());
  }

  /** What a press of a route's button asks for; handlers and replies know it by the id "". */
  function pressed({ button }: Route, client: Client): RequestValue[] {
    return [PRESS_ID, ...(button?.(services, client) ?? [])];
  }

  /** @throws OperationalError what the client is to be told; what the handler throws */
  function handle(route: Route, values: readonly RequestValue[], asker: Asker): void {
    const { client, id } = asker;
    const request = route.read(values);
    let charged = 0;
    const charge = (replies: number): void => {
      const more = Math.min(replies, MOST_CHARGED_REPLIES - charged);
      charged += more;
      if (client.isLocal !== true) admission.charge(client, standingOf(client), more);
    };
    let isAnswered = false;
    const context: Context = {
      ...services,
      client,
      id,
      reply: (key, said) => {
        if (isAnswered) charge(1);
        isAnswered = true;
        // whichever it is, it is one of the replies, which TypeScript cannot say of a key it does not know
        send(client, reply(key, id, said) as Reply);
      },
      charge,
    };
    counters.handled++;
    const asked = { client, address: route.address, requestId: id };
    const work = () => waiting.at(request.at, asked, () => request.handle(context));
    if (!request.takesTime) {
      void work();
      return;
    }
    charge(REPLIES_OF_WORK);
    const end = parts.underWay.begin(client);
    let working: ReturnType<typeof work>;
    try {
      working = work();
    } catch (error) {
      end();
      throw error;
    }
    void Promise.resolve(working)
      .catch((error: unknown) => {
        refuse(error, asker);
      })
      .finally(end);
  }

  function refuseUnreadable(error: unknown, client: Client): void {
    if (access.admits(client) && admission.answersProblem(client))
      refuse(error, { client, id: '' });
    else counters.errors++;
  }

  /** Answers a request with the error it caused. */
  function refuse(error: unknown, { client, id, hasSecretId = false }: Asker): void {
    counters.errors++;
    const who = { client: client.key, ...(hasSecretId ? {} : { id }) };
    if (error instanceof OperationalError) {
      log.info({ ...who, code: error.code }, error.message);
      send(client, errorReply(id, error.code, error.message));
      return;
    }
    counters.faults++;
    log.error({ ...who, err: error }, 'a request failed by a fault of the daemon');
    const sentence = 'The daemon failed at this request; its log says more.';
    send(client, errorReply(id, 'internal', sentence));
  }

  return { admit, dispatch, refuseUnreadable };
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
      ? `OSC address patterns are not supported but under /stemwright/live/, got ${shown}. Write out one address.`
      : `There is no address ${shown}. See the table of OSC messages in the documentation.`,
  );
}
