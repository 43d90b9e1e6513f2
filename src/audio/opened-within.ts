/**
 * Opened within: whether what is open lies in certain folders, links followed.
 *
 *   open, then look where that which is open lies, then read
 *
 * A path may lead elsewhere at each look: who can write to a folder can put a link in the place of a file, or of a folder above it,
 * between a look and the opening. What is open stays what it is.
 */
import path from 'node:path';

import { openedPath, realpath, type FileHandle } from '../file-system.js';
import { OperationalError } from '../operational-error.js';

/** @throws OperationalError `not-allowed` where it lies elsewhere, or where that cannot be found out */
export async function checkOpenedWithin(
  handle: FileHandle,
  given: string,
  folders: readonly string[],
): Promise<void> {
  const real = await openedPath(handle, given);
  if (real !== undefined && isWithin(await realFolders(folders), real)) return;
  throw new OperationalError(
    'not-allowed',
    `${given} leads out of the folders that may be read (${folders.join(', ')}): a link was put in its place since it was asked ` +
      'for. Move the file itself there.',
  );
}

/** Their real paths; those that do not exist (a drive that is not there) hold nothing. */
export async function realFolders(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  return found.filter((folder) => folder !== undefined);
}

/** Whether it is one of the folders, or lies in one, by its name. */
export function isWithin(folders: readonly string[], file: string): boolean {
  // what is open and no file may have no path
  if (!path.isAbsolute(file)) return false;
  return folders.some((folder) => {
    const inside = path.relative(folder, file);
    return inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
  });
}
