/**
 * Output files that appear whole or not at all: written under a temporary name in the folder of their final one,
 * then flushed and renamed. Names end in `.partial` and carry the writer's process id, so that what a crash left
 * behind can be told from what is being written.
 */
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { folderEntries, link, open, rename, unlink } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { messageOf, systemCodeOf } from '../thrown-error.js';

const TEMPORARY_NAME = /^\.(.+)\.(\d+)-[0-9a-f]{12}\.partial$/;

/** The final name that a temporary name stands for, or undefined where it is none. */
export function finalNameOf(name: string): string | undefined {
  return TEMPORARY_NAME.exec(name)?.[1];
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
 * @returns the names deleted; none where there is no such folder
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
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw outputFailed(folder, error);
  }
}

/** Whether it is the temporary name of a process that no longer runs. @param ownToo or of this one */
export function isLeftover(name: string, ownToo: boolean): boolean {
  const match = TEMPORARY_NAME.exec(name);
  if (match === null) return false;
  const pid = Number(match[2]);
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
    throw new OperationalError(
      'output-exists',
      `${path} has been put there meanwhile, and stays. Move it away or choose another folder, and run this again.`,
      { cause: error },
    );
  }
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

const WHAT_TO_DO: Partial<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space or choose a folder on another disk.',
  EDQUOT: 'the disk quota is used up. Free some space or choose another folder.',
  EFBIG: 'the file would be larger than allowed here. Choose a folder on another disk.',
  EACCES: 'this user may not write there. Change the permissions or choose another folder.',
  EPERM: 'this user may not write there, or another program has the file open.',
  EROFS: 'the disk is read-only. Choose another folder.',
  EBUSY: 'another program has the file open. Close it there and try again.',
  EMFILE: 'too many files are open. Close other programs and try again.',
};

/** The error for an output that the operating system refuses; errors of other kinds stay what they are. */
export function outputFailed(path: string, error: unknown): unknown {
  const code = systemCodeOf(error);
  if (error instanceof OperationalError || code === undefined) return error;
  const advice = WHAT_TO_DO[code] ?? `${messageOf(error)}. Choose another folder.`;
  return new OperationalError('output-failed', `${path} cannot be written (${code}): ${advice}`, {
    cause: error,
  });
}
