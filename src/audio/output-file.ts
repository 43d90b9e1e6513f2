/**
 * Output files that appear whole or not at all: written under a temporary name in the folder of their final one,
 * then flushed and renamed. Names end in `.partial` and carry the writer's process id, so that what a crash left
 * behind can be told from what is being written.
 */
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

import { exactLstat, folderEntries, link, open, rename, unlink } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { systemCodeOf } from '../thrown-error.js';
import { outputFailed } from './output-failed.js';

/** There is none, or a file is where it, or one above it, would be: that is said where the folder is made. */
const NO_FOLDER: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR'];

const TEMPORARY_NAME = /^\.(.+)\.(\d+)-[0-9a-f]{12}\.partial$/;

/** The final name that a temporary name stands for, or undefined where it is none. */
export function finalNameOf(name: string): string | undefined {
  return TEMPORARY_NAME.exec(name)?.[1];
}

/** Whose temporary name it is, as a process id, or undefined where it is none. */
export function writerOf(name: string): number | undefined {
  const match = TEMPORARY_NAME.exec(name);
  return match === null ? undefined : Number(match[2]);
}

/** A new temporary name beside `path`: `.<name>.<pid>-<random>.partial` */
export function temporaryPathFor(path: string): string {
  const suffix = `${process.pid}-${randomBytes(6).toString('hex')}.partial`;
  return join(dirname(path), `.${basename(path)}.${suffix}`);
}

/**
 * Deletes the temporaries that processes which no longer run left in `folder`.
 * @param ownToo also those that carry this process's id: for a caller that has written nothing yet, since the system
 *   gives ids out again (a container often gives the same one at every start)
 * @param keep a final name whose temporaries stay
 * @returns the names deleted; none where there is no such folder, or a file in its place
 * @throws OperationalError `output-failed`
 */
export async function removeLeftovers(
  folder: string,
  { ownToo = false, keep }: { readonly ownToo?: boolean; readonly keep?: string } = {},
): Promise<string[]> {
  try {
    const leftovers = (await folderEntries(folder))
      .filter(({ kind, name }) => kind === 'file' && isLeftover(name, ownToo))
      .map(({ name }) => name)
      .filter((name) => keep === undefined || finalNameOf(name) !== keep);
    for (const name of leftovers) await unlink(join(folder, name));
    return leftovers;
  } catch (error) {
    if (NO_FOLDER.includes(systemCodeOf(error))) return [];
    throw outputFailed(folder, error);
  }
}

/**
 * Deletes the temporaries of one file that processes which no longer run left.
 * @throws OperationalError `output-failed`
 */
export async function removeLeftoversOf(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    for (const { kind, name } of await folderEntries(folder)) {
      const isIts = kind === 'file' && finalNameOf(name) === basename(path);
      if (isIts && isLeftover(name, false)) await unlink(join(folder, name));
    }
  } catch (error) {
    if (!NO_FOLDER.includes(systemCodeOf(error))) throw outputFailed(folder, error);
  }
}

/** Whether it is the temporary name of a process that no longer runs. @param ownToo or of this one */
export function isLeftover(name: string, ownToo: boolean): boolean {
  const pid = writerOf(name);
  if (pid === undefined) return false;
  return (ownToo && pid === process.pid) || !isRunning(pid);
}

/** Whether there is a process of that id, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}

/** Of file systems that have no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR'];

/**
 * Gives a finished file its name, never in the place of another: `link` fails where the name is taken. Where there are no hard
 * links, an empty file is made under the name first, which fails likewise, and replaced at once.
 * @throws OperationalError `output-exists`; what the system says otherwise
 */
export async function placeNew(temporary: string, path: string): Promise<void> {
  try {
    try {
      await link(temporary, path);
    } catch (error) {
      if (!NO_LINKS.includes(systemCodeOf(error) ?? '')) throw error;
      await (await open(path, 'wx')).close();
      await rename(temporary, path);
      return;
    }
    await unlink(temporary);
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
    // it had got its name already when it was broken off
    if (await isSameFile(temporary, path)) return unlink(temporary);
    throw new OperationalError(
      'output-exists',
      `${path} has been put there meanwhile, and stays. Move it away or choose another folder, and run this again.`,
      { cause: error },
    );
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map(exactLstat));
  return a!.dev === b!.dev && a!.ino === b!.ino;
}

/** Makes renames in `folder` survive a power cut. Windows cannot, and need not, open folders for that. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
