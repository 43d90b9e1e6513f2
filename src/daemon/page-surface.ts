/**
 * The page as a control surface of the daemon: settings in, a server for browsers out. Beyond this machine it is there with a
 * certificate only: without one, browsers let a page of another machine play nothing.
 */
import os from 'node:os';
import path from 'node:path';

import { CONFIG } from '../config/config.js';
import type { Settings } from '../config/settings.js';
import { isLoopback } from '../control/api/access.js';
import { readPageCertificate, type PageCertificate } from '../control/http/page-certificate.js';
import type { PageServer } from '../control/http/page-server.js';
import type { LogPort } from '../log-port.js';
import { OperationalError } from '../operational-error.js';
import type { ControlSurface } from './daemon.js';
import { inboxFolder } from './inbox-folder.js';

export interface PageSurface extends ControlSurface {
  /** undefined: it does not run */
  readonly address: () => string | undefined;
}

const LOOPBACK = '127.0.0.1';
const ANY_ADDRESS = ['0.0.0.0', '::'];

/** @param port setting `pagePort` */
export function pageSurface(port: number, settings: Settings, log: LogPort): PageSurface {
  let address: string | undefined;
  return {
    name: 'page',
    address: () => address,
    start: async (api) => {
      const certificate = await certificateOf(settings, log);
      // a daemon without a page starts without what serves it
      const { startPageServer } = await import('../control/http/page-server.js');
      const isBeyond = !isLoopback(settings.oscHost) && certificate !== undefined;
      const server = await startPageServer({
        api,
        log,
        port,
        certificate,
        host: isBeyond ? settings.oscHost : LOOPBACK,
        packageFolder: CONFIG.packageFolder,
        outputFolder: settings.outputFolder,
        inboxFolder: inboxFolder(settings),
        peaksFolder: path.join(settings.stateFolder, 'peaks'),
      }).catch((error: unknown) => {
        if (!(error instanceof OperationalError) || error.code !== 'port-taken') throw error;
        log.warn({ port }, `there is no page: ${error.message}`);
        return undefined;
      });
      if (server === undefined) return undefined;
      address = server.address;
      tellAddress(server, settings, { isBeyond, log });
      return {
        close: async () => {
          address = undefined;
          await server.close();
        },
      };
    },
  };
}

/** @throws OperationalError as readPageCertificate; `bad-argument` where one of the two is missing */
async function certificateOf(
  { pageCert, pageKey }: Settings,
  log: LogPort,
): Promise<PageCertificate | undefined> {
  if (pageCert === undefined && pageKey === undefined) return undefined;
  if (pageCert === undefined || pageKey === undefined) {
    throw new OperationalError(
      'bad-argument',
      `Expected the page’s certificate and its key, got ${pageCert === undefined ? 'the key' : 'the certificate'} alone. ` +
        'Give both, --page-cert and --page-key, or none.',
    );
  }
  const certificate = await readPageCertificate({ certificate: pageCert, key: pageKey });
  if (certificate.validUntil.getTime() < Date.now()) {
    log.warn(
      { pageCert },
      'the page’s certificate has expired: browsers will warn of it, or refuse it',
    );
  }
  return certificate;
}

function tellAddress(
  { address, port }: PageServer,
  { oscHost }: Settings,
  { isBeyond, log }: { readonly isBeyond: boolean; readonly log: LogPort },
): void {
  log.info({ address }, `the page: ${address}`);
  if (isLoopback(oscHost)) return;
  if (isBeyond) {
    const host = ANY_ADDRESS.includes(oscHost) ? os.hostname() : undefined;
    if (host !== undefined) log.info({}, `the page from other machines: https://${host}:${port}`);
    return;
  }
  log.warn(
    {},
    'the page is for browsers on this machine alone: beyond it they need HTTPS, by --page-cert and --page-key. Without a certificate: ' +
      `"ssh -L ${port}:${LOOPBACK}:${port} ${os.hostname()}" there, then http://${LOOPBACK}:${port} in the browser.`,
  );
}
