/**
 * The page as a control surface of the daemon: settings in, a server for browsers on this machine out.
 */
import path from 'node:path';

import { CONFIG } from '../config/config.js';
import type { Settings } from '../config/settings.js';
import { startPageServer } from '../control/http/page-server.js';
import type { LogPort } from '../log-port.js';
import type { ControlSurface } from './daemon.js';
import { inboxFolder } from './inbox-folder.js';

export interface PageSurface extends ControlSurface {
  /** undefined: it does not run */
  readonly address: () => string | undefined;
}

/** @param port setting `pagePort` */
export function pageSurface(port: number, settings: Settings, log: LogPort): PageSurface {
  let address: string | undefined;
  return {
    name: 'page',
    address: () => address,
    start: async (api) => {
      const server = await startPageServer({
        api,
        log,
        port,
        packageFolder: CONFIG.packageFolder,
        outputFolder: settings.outputFolder,
        inboxFolder: inboxFolder(settings),
        peaksFolder: path.join(settings.stateFolder, 'peaks'),
      });
      address = server.address;
      log.info({ address }, `the page: ${address}`);
      return {
        close: async () => {
          address = undefined;
          await server.close();
        },
      };
    },
  };
}
