/**
 * Kept beside: a file of the user's that gives way to one of ours, under another name in the same folder, and back again. Neither way
 * takes the place of anything.
 */
import path from 'node:path';

import { rename } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { contentAt } from './file-content.js';
import { KEPT_SUFFIX } from './installed-schema.js';

/**
 * Under which name a file will be kept, below the folder.
 * @throws OperationalError `output-exists` for a folder, which is not moved
 */
export async function keptName(folder: string, to: string): Promise<string> {
  if ((await contentAt(path.join(folder, to))) === 'folder') {
    throw new OperationalError(
      'output-exists',
      `${path.join(folder, to)} is a folder, and a file of Stemwright belongs there. Move it away, and run this again.`,
    );
  }
  for (let number = 1; ; number++) {
    const name = `${to}${KEPT_SUFFIX}${number === 1 ? '' : `-${number}`}`;
    if ((await contentAt(path.join(folder, name))) === undefined) return name;
  }
}

/**
 * At once, whatever breaks it off: a second name for the file, and then the first gone, would leave two.
 * @param name of {@link keptName}
 * @throws OperationalError `output-exists`; what the system says
 */
export async function keepBeside(folder: string, to: string, name: string): Promise<void> {
  const kept = path.join(folder, name);
  if ((await contentAt(kept)) !== undefined) {
    throw new OperationalError(
      'output-exists',
      `${kept} has been put there meanwhile, and stays. Move it away, and run this again.`,
    );
  }
  await rename(path.join(folder, to), kept);
}

/** @returns whether it is where it was; not, where it is gone, or something else has its place */
export async function putBack(folder: string, to: string, name: string): Promise<boolean> {
  const [kept, place] = [path.join(folder, name), path.join(folder, to)];
  if ((await contentAt(kept)) === undefined || (await contentAt(place)) !== undefined) return false;
  await rename(kept, place);
  return true;
}
