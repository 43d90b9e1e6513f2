/**
 * Entries of a dataset's folders, and what an audio file in it is called.
 */
import { readdir } from 'node:fs/promises';

import { isMissing, unreadableFolder } from '../file-errors.js';
import { OperationalError } from '../operational-error.js';

export const AUDIO_EXTENSIONS = ['.wav', '.flac'];

/** @throws OperationalError `input-missing`, `input-unreadable` */
export async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (!isMissing(cause)) throw unreadableFolder(folder, cause);
    throw new OperationalError('input-missing', `There is no folder ${folder}; check its path.`, {
      cause,
    });
  }
}
