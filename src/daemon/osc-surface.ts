/**
 * The OSC server as a control surface of the daemon: settings in, a listening server and its runtime file out.
 */
import type { Settings } from '../config/settings.js';
import { startOscServer } from '../control/osc/osc-server.js';
import {
  removeRuntimeFile,
  runtimeFilePath,
  writeRuntimeFile,
} from '../control/osc/runtime-file.js';
import type { ControlSurface } from './daemon.js';
import type { LogPort } from '../log-port.js';
import { packageVersion } from '../package-version.js';

export interface OscSurface extends ControlSurface {
  /** the port in use. @throws Error before it has started */
  readonly port: () => number;
}

/**
 * @param runtimeFile the user's, or a test's; where it cannot be written the daemon runs all the same, and says so
 * @param pageAddress of the page that has started before, for the runtime file
 */
export function oscSurface(
  settings: Settings,
  log: LogPort,
  runtimeFile = runtimeFilePath(),
  pageAddress: () => string | undefined = () => undefined,
): OscSurface {
  let used: number | undefined;
  return {
    name: 'osc',
    port: () => {
      if (used === undefined) throw new Error('oscSurface: it has not started');
      return used;
    },
    start: async (api) => {
      const server = await startOscServer({
        api,
        log,
        host: settings.oscHost,
        port: settings.oscPort,
        portsToTry: settings.portRange,
      });
      const { host, port } = server;
      used = port;
      const record = {
        pid: process.pid,
        host,
        port,
        version: packageVersion(),
        page: pageAddress(),
      };
      await writeRuntimeFile({ ...record, needsToken: api.needsToken }, runtimeFile).catch(
        (error: unknown) => {
          log.warn(
            { err: error, port },
            'no client finds this daemon by itself: tell them the port',
          );
        },
      );
      return {
        close: async () => {
          await server.close();
          await removeRuntimeFile(process.pid, runtimeFile);
        },
      };
    },
  };
}
