/**
 * Entries of a dataset's folders, and what an audio file in it is called.
 */
import { readdir } from 'node:fs/promises';

import { OperatingError } from '../operating-error.js';

export const AUDIO_EXTENSIONS = ['.wav', '.flac'];

/** @throws OperatingError `input-missing` */
export async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new OperatingError('input-missing', `Cannot read the folder ${folder}; check its path.`, {
      cause,
    });
  }
}
