/**
 * File body: the bytes of an open file as the body of an answer, read as they are sent. The file is closed when it is over, or given up.
 */
import { Readable } from 'node:stream';

import type { FileHandle } from '../../file-system.js';

/** @param range first and last byte, both included; without an end: to the end of the file */
export function fileBody(
  handle: FileHandle,
  range: { readonly start: number; readonly end?: number },
): ReadableStream<Uint8Array> {
  // node's own type of the same stream says nothing of what is in it
  return Readable.toWeb(handle.createReadStream(range)) as ReadableStream<Uint8Array>;
}
