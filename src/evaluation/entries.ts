/**
 * Entries of a dataset's folders, and which of them is the audio of a stem.
 */
import { AUDIO_EXTENSIONS } from '../audio/formats/formats.js';
import { isMissing, unreadableFolder } from '../file-errors.js';
import { readdir } from '../file-system.js';
import { OperationalError } from '../operational-error.js';

/** As datasets come; where there are others, too, these are read. */
const USUAL_EXTENSIONS = ['.wav', '.flac'];

/** The file called so in one of the audio formats. @param name without its extension */
export function audioEntry(entries: readonly string[], name: string): string | undefined {
  const extension = [...USUAL_EXTENSIONS, ...AUDIO_EXTENSIONS].find((end) =>
    entries.includes(name + end),
  );
  return extension === undefined ? undefined : name + extension;
}

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
