/**
 * Loopback listener: serves an application on 127.0.0.1, on the port that is wished for or the next free one.
 *
 * Connections are bounded in number, and those on which nothing happens are closed.
 */
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { Server } from 'node:http';

import { OperationalError } from '../../operational-error.js';
import { systemCodeOf } from '../../thrown-error.js';
import { MAX_PORT } from '../api/client.js';

export interface Listener {
  readonly port: number;
  /** Ends connections, too. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const PORTS_TRIED = 50;
const MOST_CONNECTIONS = 512;
const HEADERS_LIMIT_MS = 10_000;
/** longer than the streams of events are silent */
const SILENCE_LIMIT_MS = 60_000;

/**
 * @param port 0: any free one
 * @param onTaken is told where another one had to be used
 * @throws OperationalError `port-taken`
 */
export async function listenOnLoopback(
  app: Hono,
  port: number,
  onTaken: (taken: number, used: number) => void,
): Promise<Listener> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if (!(server instanceof Server)) throw new Error('listenOnLoopback: expected a server of HTTP/1');
  server.maxConnections = MOST_CONNECTIONS;
  server.headersTimeout = HEADERS_LIMIT_MS;
  // an upload takes as long as it takes, while bytes come
  server.requestTimeout = 0;
  server.timeout = SILENCE_LIMIT_MS;
  const used = await listenFrom(server, port);
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

async function listenFrom(server: Server, port: number): Promise<number> {
  const last = port === 0 ? 0 : Math.min(port + PORTS_TRIED - 1, MAX_PORT);
  for (let tried = port; tried <= last; tried++) {
    try {
      return await listen(server, tried);
    } catch (error) {
      if (!['EADDRINUSE', 'EACCES'].includes(systemCodeOf(error) ?? '')) throw error;
    }
  }
  throw new OperationalError(
    'port-taken',
    `The ports ${port} to ${last} on ${LOOPBACK} are in use. Choose another with --page-port, or "none".`,
  );
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      server.off('error', reject);
      const bound = server.address();
      if (bound === null || typeof bound === 'string') {
        throw new Error(`listenOnLoopback: expected an address with a port, got ${String(bound)}`);
      }
      resolve(bound.port);
    });
  });
}
