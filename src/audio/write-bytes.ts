/**
 * Writes bytes to a place in an open file, all of them: a single write may take fewer than it is given, for instance the last ones
 * that a disk has room for.
 */
import type { FileHandle } from '../file-system.js';

/** @throws what the system says */
export async function writeBytes(
  handle: FileHandle,
  bytes: Uint8Array,
  startByte: number,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const left = bytes.length - done;
    const { bytesWritten } = await handle.write(bytes, done, left, startByte + done);
    done += bytesWritten;
  }
}
