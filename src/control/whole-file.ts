/**
 * Small files that appear whole or not at all: written under a temporary name in the same folder, flushed, then renamed.
 */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Replaces what is there. @param mode permissions of the file */
export async function writeWholeFile(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.${process.pid}-${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
