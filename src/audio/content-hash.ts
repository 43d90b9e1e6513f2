/**
 * Content hash: the SHA-256 of an input's file, by which a recording is known again whatever it is called and wherever it
 * lies. It is of the bytes, tags included, not of the samples.
 */
import { createHash } from 'node:crypto';

import { throwIfCancelled } from '../operational-error.js';
import { openInputFile } from './formats/input-file.js';

/** some milliseconds of hashing, between which the event loop gets its turn */
const BUFFER_BYTES = 1 << 20;

/** @returns hex. @throws OperationalError `input-missing`, `input-unreadable`, `input-empty`, `cancelled` */
export async function contentSha256(path: string, signal?: AbortSignal): Promise<string> {
  const file = await openInputFile(path);
  try {
    const hash = createHash('sha256');
    const buffer = new Uint8Array(BUFFER_BYTES);
    for (let position = 0; ;) {
      throwIfCancelled(signal);
      const bytes = await file.read(buffer, position);
      if (bytes === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytes));
      position += bytes;
    }
  } finally {
    await file.close();
  }
}
