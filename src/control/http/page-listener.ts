/**
 * Page listener: serves an application on an address of this machine, on the port that is wished for or the next free one; with a
 * certificate over TLS.
 *
 * Connections are bounded in number (connection-places.ts), and those on which nothing happens are closed.
 */
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, Server, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';

import { OperationalError } from '../../operational-error.js';
import { systemCodeOf } from '../../thrown-error.js';
import { MAX_PORT } from '../api/client.js';
import type { ConnectionPlaces } from './connection-places.js';
import type { PageCertificate } from './page-certificate.js';

/** What a handler of the application knows besides the request. */
export interface PageBindings {
  readonly Bindings: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse };
}

export interface ListenerOptions {
  readonly app: Hono<PageBindings>;
  /** an address of this machine */
  readonly host: string;
  /** 0: any free one */
  readonly port: number;
  /** undefined: not encrypted */
  readonly certificate: PageCertificate | undefined;
  readonly places: ConnectionPlaces;
  /** what says which port is used */
  readonly flag: string;
  /** is told where another port had to be used */
  readonly onTaken: (taken: number, used: number) => void;
}

export interface Listener {
  readonly port: number;
  /** Ends connections, too. */
  close(): Promise<void>;
}

const PORTS_TRIED = 50;
/** for the head of a request, from the connection or the last answer on */
const HEADERS_LIMIT_MS = 5000;
const KEEP_ALIVE_MS = 5000;
const LIMITS_LOOKED_AT_EVERY_MS = 1000;
/** longer than the streams of events are silent */
const SILENCE_LIMIT_MS = 60_000;

/** @throws OperationalError `port-taken`; `bad-argument` where the address is none of this machine's */
export async function listenForPages(options: ListenerOptions): Promise<Listener> {
  const { host, port, flag, onTaken } = options;
  const server = createPageServer(options);
  const used = await listenFrom(server, { host, port, flag });
  if (port !== 0 && used !== port) onTaken(port, used);
  return {
    port: used,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function createPageServer({ app, certificate, places }: ListenerOptions): Server | TlsServer {
  const limits = { connectionsCheckingInterval: LIMITS_LOOKED_AT_EVERY_MS };
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    ...(certificate === undefined
      ? { createServer, serverOptions: limits }
      : {
          createServer: createTlsServer,
          serverOptions: {
            ...limits,
            cert: certificate.cert,
            key: certificate.key,
            handshakeTimeout: HEADERS_LIMIT_MS,
          },
        }),
  });
  if (!(server instanceof Server) && !(server instanceof TlsServer)) {
    throw new Error('listenForPages: expected a server of HTTP/1');
  }
  server.headersTimeout = HEADERS_LIMIT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // an upload takes as long as it takes, while bytes come
  server.requestTimeout = 0;
  server.timeout = SILENCE_LIMIT_MS;
  server.on('connection', places.add);
  return server;
}

async function listenFrom(
  server: Server | TlsServer,
  { host, port, flag }: Pick<ListenerOptions, 'host' | 'port' | 'flag'>,
): Promise<number> {
  const last = port === 0 ? 0 : Math.min(port + PORTS_TRIED - 1, MAX_PORT);
  for (let tried = port; tried <= last; tried++) {
    try {
      return await listen(server, host, tried);
    } catch (error) {
      const code = systemCodeOf(error) ?? '';
      if (code === 'EADDRNOTAVAIL') {
        throw new OperationalError(
          'bad-argument',
          `Expected an address of this machine for ${flag}, got ${host}.`,
          { cause: error },
        );
      }
      if (!['EADDRINUSE', 'EACCES'].includes(code)) throw error;
    }
  }
  throw new OperationalError(
    'port-taken',
    `The ports ${port} to ${last} on ${host} are in use. Choose another with ${flag}, or "none".`,
  );
}

function listen(server: Server | TlsServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      const bound = server.address();
      if (bound === null || typeof bound === 'string') {
        throw new Error(`listenForPages: expected an address with a port, got ${String(bound)}`);
      }
      resolve(bound.port);
    });
  });
}
