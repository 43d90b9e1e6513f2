/**
 * Output files that appear whole or not at all: written under a temporary name in the folder of their final one,
 * then flushed and renamed. Names end in `.partial` and carry the writer's process id, so that what a crash left
 * behind can be told from what is being written.
 */
import { randomBytes } from 'node:crypto';
import { open, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperationalError } from '../operational-error.js';

const TEMPORARY_NAME = /^\..+\.(\d+)-[0-9a-f]{12}\.partial$/;

/** A new temporary name beside `path`: `.<name>.<pid>-<random>.partial` */
export function temporaryPathFor(path: string): string {
  const suffix = `${process.pid}-${randomBytes(6).toString('hex')}.partial`;
  return join(dirname(path), `.${basename(path)}.${suffix}`);
}

/**
 * Deletes the temporaries that processes which no longer run left in `folder`.
 * @param ownToo also those that carry this process's id: for a caller that has written nothing yet, since the system
 *   gives ids out again (a container often gives the same one at every start)
 * @returns the names deleted; none where there is no such folder
 * @throws OperationalError `output-failed`
 */
export async function removeLeftovers(folder: string, { ownToo = false } = {}): Promise<string[]> {
  try {
    const leftovers = (await readdir(folder)).filter((name) => isLeftover(name, ownToo));
    for (const name of leftovers) await unlink(join(folder, name));
    return leftovers;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw outputFailed(folder, error);
  }
}

function isLeftover(name: string, ownToo: boolean): boolean {
  const match = TEMPORARY_NAME.exec(name);
  if (match === null) return false;
  const pid = Number(match[1]);
  return (ownToo && pid === process.pid) || !isRunning(pid);
}

/** Whether there is a process of that id, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
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
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof OperationalError || code === undefined) return error;
  const advice = WHAT_TO_DO[code] ?? `${message}. Choose another folder.`;
  return new OperationalError('output-failed', `${path} cannot be written (${code}): ${advice}`, {
    cause: error,
  });
}
