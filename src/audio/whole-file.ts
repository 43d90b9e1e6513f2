/**
 * Small files that appear whole or not at all: written under a temporary name in the same folder, flushed, then renamed.
 */
import { open, removeFile, rename } from '../file-system.js';
import { temporaryPathFor } from './output-file.js';

/** What the user's umask is taken from. */
const ANY_MODE = 0o666;

interface WholeFileOptions {
  /** permissions of the file, less the user's umask */
  readonly mode?: number;
  /** whether it must outlive a loss of power, and not only this process @default true */
  readonly isFlushed?: boolean;
}

/** Replaces what is there. @throws what the system says */
export async function writeWholeFile(
  file: string,
  content: string | Uint8Array,
  { mode = ANY_MODE, isFlushed = true }: WholeFileOptions = {},
): Promise<void> {
  const temporary = temporaryPathFor(file);
  try {
    await write(temporary, content, { flags: 'wx', mode, isFlushed });
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
  await write(file, text, { flags, mode, isFlushed: true });
}

async function write(
  file: string,
  content: string | Uint8Array,
  { flags, mode, isFlushed }: Required<WholeFileOptions> & { readonly flags: 'w' | 'wx' },
): Promise<void> {
  const handle = await open(file, flags, mode);
  try {
    await handle.writeFile(content);
    if (isFlushed) await handle.sync();
  } finally {
    await handle.close();
  }
}
