/**
 * OSCQuery as a control surface of the daemon: settings in, a server beside that of OSC out; announced in the local network where
 * other machines reach it.
 */
import type { Settings } from '../config/settings.js';
import { isLoopback } from '../control/api/access.js';
import type { LogPort } from '../log-port.js';
import { OperationalError } from '../operational-error.js';
import type { ControlSurface } from './daemon.js';

/**
 * @param port setting `oscqueryPort`
 * @param oscPort of the OSC server that has started before
 */
export function oscQuerySurface(
  port: number,
  settings: Settings,
  log: LogPort,
  oscPort: () => number,
): ControlSurface {
  const host = settings.oscHost;
  return {
    name: 'oscquery',
    start: async (api) => {
      // a daemon without it starts without what serves it
      const { startOscQueryServer } = await import('../control/http/osc-query-server.js');
      const server = await startOscQueryServer({ api, log, port, host, oscPort: oscPort() }).catch(
        (error: unknown) => {
          if (!(error instanceof OperationalError) || error.code !== 'port-taken') throw error;
          log.warn({ port }, `there is no OSCQuery: ${error.message}`);
          return undefined;
        },
      );
      if (server === undefined) return undefined;
      const takeBack = isLoopback(host) ? undefined : await announced(server.port);
      log.info({ address: server.address }, `OSCQuery: ${server.address}`);
      return {
        close: async () => {
          await Promise.all([takeBack?.(), server.close()]);
        },
      };
    },
  };
}

async function announced(port: number): Promise<() => Promise<void>> {
  const { announceOscQuery } = await import('../control/http/osc-query-announcement.js');
  return announceOscQuery(port);
}
