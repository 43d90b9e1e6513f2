/**
 * Content hash: the SHA-256 of an input's file, by which a recording is known again whatever it is called and wherever it
 * lies. It is of the bytes, tags included, not of the samples.
 */
import { createHash } from 'node:crypto';

import { openInputFile, type InputAccess } from './formats/input-file.js';

/** some milliseconds of hashing, between which the event loop gets its turn */
const BUFFER_BYTES = 1 << 20;

/** @returns hex. @throws OperationalError `input-missing`, `input-unreadable`, `input-empty`, `not-allowed`, `cancelled` */
export async function contentSha256(path: string, access?: InputAccess): Promise<string> {
  const file = await openInputFile(path, access);
  try {
    const hash = createHash('sha256');
    const buffer = new Uint8Array(BUFFER_BYTES);
    for (let position = 0; ;) {
      const bytes = await file.read(buffer, position);
      if (bytes === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytes));
      position += bytes;
    }
  } finally {
    await file.close();
  }
}
