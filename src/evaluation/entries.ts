/**
 * Entries of a dataset's folders, and what an audio file in it is called.
 */
import { readdir } from '../file-system.js';
import { OperationalError } from '../operational-error.js';

export const AUDIO_EXTENSIONS = ['.wav', '.flac'];

/** @throws OperationalError `input-missing` */
export async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new OperationalError(
      'input-missing',
      `Cannot read the folder ${folder}; check its path.`,
      {
        cause,
      },
    );
  }
}
