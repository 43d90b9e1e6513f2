/**
 * System trash: a folder goes where the user's desktop keeps what was deleted, and can be put back from there. Never a plain deletion:
 * where there is no trash for it, it stays. On Windows there is none here.
 *
 * The system's own program does it: packages for it bring fifty others along.
 */
import { text } from 'node:stream/consumers';

import { isMissing } from '../../file-errors.js';
import { lstat } from '../../file-system.js';
import { OperationalError } from '../../operational-error.js';
import { startProgram } from '../../start-child.js';

/** The folder's path is the last argument. */
type Trasher = readonly [command: string, ...args: string[]];

const FINDER = 'tell application "Finder" to delete (POSIX file (item 1 of argv) as alias)';
const TRASHERS: Partial<Record<NodeJS.Platform, Trasher>> = {
  darwin: ['osascript', '-e', 'on run argv', '-e', FINDER, '-e', 'end run'],
};
/** of GLib, which desktops bring along (Debian: libglib2.0-bin); by the freedesktop.org specification of the trash */
const OTHERS_TRASHER: Trasher = ['gio', 'trash'];

/**
 * @param folder absolute
 * @throws OperationalError `output-failed` where it is still there
 */
export async function moveToTrash(folder: string): Promise<void> {
  const [command, ...args] = TRASHERS[process.platform] ?? OTHERS_TRASHER;
  const { process: child, ended } = startProgram(command, [...args, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = child?.stderr ? await text(child.stderr) : '';
  const { reason } = await ended;
  if (await isGone(folder)) return;
  const [why] = said.trim().split('\n');
  throw new OperationalError(
    'output-failed',
    `${folder} cannot be moved to this system’s trash (${command}: ${why === '' ? reason : why}), and is left as it is. Delete it yourself.`,
  );
}

async function isGone(folder: string): Promise<boolean> {
  try {
    await lstat(folder);
    return false;
  } catch (error) {
    return isMissing(error);
  }
}
