/**
 * Linked files: settings and lists that users keep elsewhere, with a link in their place. What a link leads to is written, and the link
 * goes on leading there.
 */
import { ifMissing } from '../file-errors.js';
import { lstat, realpath, stat } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { removeLeftoversOf } from './output-file.js';
import { writeWholeFile } from './whole-file.js';

const PERMISSIONS = 0o777;

/**
 * Replaces what is there, with its permissions; appears whole or not at all.
 * @param modeOfNew permissions where there is none, less the user's umask
 * @throws OperationalError `output-exists` for a link that leads nowhere; what the system says
 */
export async function writeLinkedFile(
  file: string,
  content: string | Uint8Array,
  modeOfNew = 0o666,
): Promise<void> {
  const target = await linkedFile(file);
  const mode = target === undefined ? modeOfNew : (await stat(target)).mode & PERMISSIONS;
  await removeLeftoversOf(target ?? file);
  await writeWholeFile(target ?? file, content, { mode });
}

/**
 * Where that lies which has this name, undefined where there is none.
 * @throws OperationalError `output-exists` for a link that leads nowhere: the disk it leads to may be missing; what the system says
 */
export async function linkedFile(file: string): Promise<string | undefined> {
  const target = await realpath(file).catch(ifMissing(undefined));
  if (target !== undefined) return target;
  const entry = await lstat(file).catch(ifMissing(undefined));
  if (entry === undefined) return undefined;
  throw new OperationalError(
    'output-exists',
    `${file} is a link that leads nowhere. Remove it, or have back what it leads to, and run this again.`,
  );
}
