/**
 * The OSC server as a control surface of the daemon: settings in, a listening server and its runtime file out.
 */
import type { Settings } from '../config/settings.js';
import { startOscServer } from '../control/osc/osc-server.js';
import { removeRuntimeFile, writeRuntimeFile } from '../control/osc/runtime-file.js';
import type { ControlSurface } from './daemon.js';
import type { LogPort } from '../log-port.js';
import { packageVersion } from '../package-version.js';

export function oscSurface(settings: Settings, log: LogPort): ControlSurface {
  return {
    name: 'osc',
    start: async (api) => {
      const server = await startOscServer({
        api,
        log,
        host: settings.oscHost,
        port: settings.oscPort,
        portsToTry: settings.portRange,
      });
      const { host, port } = server;
      const { needsToken } = api;
      try {
        const version = packageVersion();
        await writeRuntimeFile({ pid: process.pid, host, port, version, needsToken });
      } catch (error) {
        await server.close();
        throw error;
      }
      return {
        close: async () => {
          await server.close();
          await removeRuntimeFile(process.pid);
        },
      };
    },
  };
}
