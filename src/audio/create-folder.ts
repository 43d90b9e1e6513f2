/**
 * Create a folder for results, with those above it that are missing.
 */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { OperationalError } from '../operational-error.js';
import { outputFailed } from './output-file.js';

/**
 * Creates what is missing, outermost first; Node's own recursive mkdir never returns where a file system takes no
 * folders at all (/proc).
 * @param tries what is missing may be taken away meanwhile, by another run that is discarded beside this one
 * @returns the outermost folder that had to be created, if any
 */
export async function createFolder(folder: string, tries = 2): Promise<string | undefined> {
  const existing = await stat(folder).catch(() => undefined);
  if (existing?.isDirectory() === true) return undefined;
  const parent = dirname(folder);
  const firstCreated = parent === folder ? undefined : await createFolder(parent);
  try {
    await mkdir(folder);
    return firstCreated ?? folder;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return firstCreated;
    if (code === 'ENOENT' && tries > 1) return createFolder(folder, tries - 1);
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw outputFailed(folder, error);
    throw new OperationalError(
      'output-exists',
      `${folder} is needed as a folder, but a file has that name. Move it away or choose another folder.`,
    );
  }
}
