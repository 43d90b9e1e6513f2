/**
 * Small files that appear whole or not at all: written under a temporary name in the same folder, flushed, then renamed.
 */
import { open, removeFile, rename } from '../file-system.js';
import { temporaryPathFor } from './output-file.js';

/** What the user's umask is taken from. */
const ANY_MODE = 0o666;

/** Replaces what is there. @param mode permissions of the file @throws what the system says */
export async function writeWholeFile(file: string, text: string, mode = ANY_MODE): Promise<void> {
  const temporary = temporaryPathFor(file);
  try {
    await writeFlushed(temporary, text, { flags: 'wx', mode });
    await rename(temporary, file);
  } catch (error) {
    await removeFile(temporary).catch(() => undefined);
    throw error;
  }
}

/** Resolves when the disk has it. @throws what the system says */
export async function writeFlushed(
  file: string,
  text: string,
  { flags, mode = ANY_MODE }: { readonly flags: 'w' | 'wx'; readonly mode?: number },
): Promise<void> {
  const handle = await open(file, flags, mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
