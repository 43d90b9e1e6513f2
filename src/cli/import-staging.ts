/**
 * Import staging: the hidden folder in which a model is put together, in the library where it will be. Its name says whose it is,
 *
 *   .import-HOST-PID-XXXXXX
 *
 * so that an import deletes what one that was killed left behind. Folders of other machines, which may share the library, stay.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { isRunning } from '../audio/output-file.js';

/** @returns a new folder, in the library, which is made where it is missing */
export async function createStaging(library: string): Promise<string> {
  await createFolder(library);
  const prefix = `.import-${hostname().replace(/[^A-Za-z0-9]+/g, '_')}-`;
  for (const name of await readdir(library)) {
    if (!name.startsWith(prefix)) continue;
    const pid = /^(\d+)-/.exec(name.slice(prefix.length))?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    // what cannot be deleted is in nobody's way
    await rm(path.join(library, name), { recursive: true, force: true }).catch(() => undefined);
  }
  return mkdtemp(path.join(library, `${prefix}${process.pid}-`));
}
