/**
 * The OSCQuery server: what the daemon understands over OSC, for programs that ask for it by HTTP.
 *
 *   GET /?HOST_INFO                  the port of OSC, and what of the proposal there is
 *   GET /stemwright/live/bass        a node and all below it (osc-query-tree.ts)
 *   GET ...?VALUE                    one attribute of it; 204 where it has none, 400 for what is no attribute, 404 where nothing is
 *
 * It only reads. Where OSC is reached from other machines, so is this, and a daemon that has a token tells nobody here where controls
 * stand. There are no streams (LISTEN): subscribers hear of changes by OSC. Requests of other sites are refused, as by the page.
 */
import { Hono, type Context as AnyContext } from 'hono';
import { isIPv6 } from 'node:net';
import os from 'node:os';

import type { LogPort } from '../../log-port.js';
import { OperationalError } from '../../operational-error.js';
import { isLoopback, listeningAddress } from '../api/access.js';
import type { Api } from '../api/api.js';
import type { Client } from '../api/client.js';
import { createConnectionPlaces } from './connection-places.js';
import { nodeAt, OSC_QUERY_ATTRIBUTES, oscQueryTree } from './osc-query-tree.js';
import { ownHosts } from './own-hosts.js';
import { listenForPages, type PageBindings } from './page-listener.js';
import { problemOf } from './problem.js';
import { thisPageOnly } from './this-page-only.js';

export interface OscQueryServerOptions {
  readonly api: Api;
  readonly log: LogPort;
  /** an IP address of this machine, or localhost; others than this machine can reach it only where the daemon has a token */
  readonly host: string;
  /** 0: any free one; one that is taken is warned of, and the next free one is used */
  readonly port: number;
  /** where OSC is understood */
  readonly oscPort: number;
}

export interface OscQueryServer {
  /** e.g. "http://127.0.0.1:9150" */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

export const OSC_QUERY_FLAG = '--oscquery-port';

const MOST_CONNECTIONS = 64;
const REFUSAL =
  'Expected a program that asks by an address of this machine, and no page of another site. Ask at the address that "stemwright serve" logs.';
const NAME = 'Stemwright';
const ANY_ADDRESS = ['0.0.0.0', '::'];
const NO_CONTENT = 204;

/** @throws OperationalError `port-taken`, `not-allowed` (others could reach it, and there is no token), `bad-argument` */
export async function startOscQueryServer({
  api,
  log,
  port,
  oscPort,
  ...options
}: OscQueryServerOptions): Promise<OscQueryServer> {
  const host = listeningAddress(options.host, api);
  const places = createConnectionPlaces(MOST_CONNECTIONS);
  const tellsValues = !api.needsToken;
  const hostInfo = {
    NAME,
    // without it, that is where the answer came from
    ...(ANY_ADDRESS.includes(host) ? {} : { OSC_IP: host }),
    OSC_PORT: oscPort,
    OSC_TRANSPORT: 'UDP',
    EXTENSIONS: {
      ACCESS: true,
      VALUE: tellsValues,
      RANGE: true,
      DESCRIPTION: true,
      TAGS: false,
      EXTENDED_TYPE: false,
      UNIT: false,
      CRITICAL: false,
      CLIPMODE: false,
      LISTEN: false,
      PATH_CHANGED: false,
    },
  };

  function answer(context: AnyContext<PageBindings>): Response {
    const url = new URL(context.req.url);
    if (url.search === '?HOST_INFO') return context.json(hostInfo);
    const tree = oscQueryTree(api.engine.live.levels(), tellsValues);
    const node = nodeAt(tree, url.pathname);
    if (node === undefined) {
      throw new OperationalError('input-missing', 'There is no such OSC address.');
    }
    if (url.search === '') return context.json(node);
    const attribute = OSC_QUERY_ATTRIBUTES.find((name) => url.search === `?${name}`);
    if (attribute === undefined) {
      throw new OperationalError(
        'bad-message',
        `Expected HOST_INFO or one of ${OSC_QUERY_ATTRIBUTES.join(', ')} behind the question mark.`,
      );
    }
    const value = node[attribute];
    return value === undefined
      ? context.body(null, NO_CONTENT)
      : context.json({ [attribute]: value });
  }

  const app = new Hono<PageBindings>();
  app.use(
    thisPageOnly({
      policy: "default-src 'none'",
      scheme: 'http',
      isOwnHost: ownHosts({ isFor: isLoopback(host) ? () => false : isNameOfThisMachine }),
      refusal: REFUSAL,
    }),
  );
  app.use(async (context, next) => {
    const client = clientAt(context.env.incoming.socket.remoteAddress ?? '');
    if (!api.admit(client)) {
      throw new OperationalError('rate-limited', 'Too many requests at once. Wait a second.');
    }
    places.keep(context.env, client.key);
    // an answer to HEAD would have a body that nobody reads
    if (context.req.raw.method !== 'GET') {
      throw new OperationalError('bad-message', 'Expected GET.');
    }
    await next();
  });
  app.onError((error, context) => problemOf(error, context, log));
  app.get('*', answer);
  const listener = await listenForPages({
    app,
    host,
    port,
    certificate: undefined,
    places,
    flag: OSC_QUERY_FLAG,
    onTaken: (taken, used) => {
      log.warn({ port: taken }, `OSCQuery's port ${taken} is in use; it uses ${used}`);
    },
  });
  const shown = isIPv6(host) ? `[${host}]` : host;
  return {
    address: `http://${shown}:${listener.port}`,
    port: listener.port,
    close: () => listener.close(),
  };
}

/** As multicast DNS has it, which no site elsewhere can be called. */
function isNameOfThisMachine(name: string): boolean {
  const [own = ''] = os.hostname().toLowerCase().split('.');
  return name === `${own}.local`;
}

/** For its share of the daemon's time; it is answered by HTTP. */
function clientAt(address: string): Client {
  const key = `oscquery ${address}`;
  return { key, name: key, address, send: () => undefined };
}
