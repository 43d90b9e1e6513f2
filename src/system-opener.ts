/**
 * System opener: has the user's system show an address in a browser, or a file in the file manager. Nothing is waited for but whether
 * the program that does it has started, and failed at once.
 */
import path from 'node:path';

import { startProgram } from './start-child.js';

type Command = readonly [string, ...string[]];

/** What opens an address, by system; the address is one of ours and holds nothing that a shell reads. */
const ADDRESS_OPENERS: Partial<Record<NodeJS.Platform, Command>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};
const OTHERS_OPENER: Command = ['xdg-open'];
/** One that fails does so at once; one that does not may stay as long as its window. */
const FAILS_WITHIN_MS = 2000;

/** @returns why it could not, undefined where it could */
export function openAddress(address: string): Promise<string | undefined> {
  const [command, ...args] = ADDRESS_OPENERS[process.platform] ?? OTHERS_OPENER;
  return opened([command, ...args, address]);
}

/** @param file absolute; its folder is shown, with the file selected where the system can. @returns as openAddress */
export function showInFolder(file: string): Promise<string | undefined> {
  return opened(folderCommand(file));
}

/** Not by opening a folder where that could start something: one that is called Song.app is a program to macOS. */
function folderCommand(file: string): Command {
  if (process.platform === 'darwin') return ['open', '-R', file];
  if (process.platform === 'win32') return ['explorer.exe', `/select,${file}`];
  return ['xdg-open', path.dirname(file)];
}

async function opened([command, ...args]: Command): Promise<string | undefined> {
  const { process: opener, ended } = startProgram(command, args, {
    stdio: 'ignore',
    detached: true,
  });
  if (opener === undefined) return (await ended).reason;
  opener.unref();
  let limit: NodeJS.Timeout | undefined;
  const end = await Promise.race([
    ended,
    new Promise<undefined>((resolve) => {
      limit = setTimeout(() => {
        resolve(undefined);
      }, FAILS_WITHIN_MS);
    }),
  ]);
  clearTimeout(limit);
  // explorer.exe ends with 1 whatever it has done
  if (end === undefined || end.exitCode === 0 || process.platform === 'win32') return undefined;
  return end.reason;
}
