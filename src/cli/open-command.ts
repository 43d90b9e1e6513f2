/**
 * stemwright open: shows the page of the daemon that runs, in the user's browser.
 */
import { Command } from 'commander';

import { CONFIG } from '../config/config.js';
import { readRuntimeFile } from '../control/osc/runtime-file.js';
import { OperationalError } from '../operational-error.js';
import { openAddress } from '../system-opener.js';
import { runCommand } from './run-command.js';

export function openCommand(): Command {
  return new Command('open')
    .description('open the page of the daemon that runs, in the browser')
    .action(() =>
      runCommand({ json: false, logLevel: CONFIG.logLevel }, async ({ console }) => {
        const address = await pageAddress();
        console.result(address);
        const why = await openAddress(address);
        if (why !== undefined) {
          console.note(`No browser could be started: ${why}. Open the address yourself.`);
        }
      }),
    );
}

/** @throws OperationalError `daemon-unreachable` */
async function pageAddress(): Promise<string> {
  const record = await readRuntimeFile();
  if (record === undefined) {
    throw new OperationalError(
      'daemon-unreachable',
      'Expected a running daemon, found none. Start one with "stemwright serve".',
    );
  }
  if (record.page === undefined) {
    throw new OperationalError(
      'daemon-unreachable',
      'The daemon that runs has no page. Start one without --page-port none.',
    );
  }
  return record.page;
}
