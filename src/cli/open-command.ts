/**
 * stemwright open: shows the page of the daemon that runs, in the user's browser.
 */
import { Command } from 'commander';

import { CONFIG } from '../config/config.js';
import { readRuntimeFile } from '../control/osc/runtime-file.js';
import { OperationalError } from '../operational-error.js';
import { startProgram } from '../start-child.js';
import { runCommand } from './run-command.js';

/** What opens an address, by system; the address is one of ours and holds nothing that a shell reads. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};
const OTHERS_OPENER = ['xdg-open'] as const;

export function openCommand(): Command {
  return new Command('open')
    .description('open the page of the daemon that runs, in the browser')
    .action(() =>
      runCommand({ json: false, logLevel: CONFIG.logLevel }, async ({ console }) => {
        const address = await pageAddress();
        console.result(address);
        const [command, ...args] = OPENERS[process.platform] ?? OTHERS_OPENER;
        const { process: opener, ended } = startProgram(command, [...args, address], {
          stdio: 'ignore',
          detached: true,
        });
        opener?.unref();
        if (opener === undefined) {
          console.note(
            `No browser could be started: ${(await ended).reason}. Open the address yourself.`,
          );
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
