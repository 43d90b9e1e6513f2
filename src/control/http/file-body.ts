/**
 * File body: the bytes of an open file as the body of an answer, read as they are sent. The file is closed when it is over, or given up.
 */
import { readBytes, type InputFile } from '../../audio/formats/input-file.js';

const BLOCK_BYTES = 256 * 1024;

/** @param range first and last byte, both included; without an end: to where the file ended when it was opened */
export function fileBody(
  file: InputFile,
  { start, end = file.bytes - 1 }: { readonly start: number; readonly end?: number },
): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream({
    async pull(controller) {
      try {
        const wanted = Math.max(0, Math.min(BLOCK_BYTES, end + 1 - at));
        const block = await readBytes(file, at, wanted);
        if (block.length > 0) controller.enqueue(block);
        at += block.length;
        if (at <= end && block.length === wanted) return;
        controller.close();
      } catch (error) {
        await file.close();
        throw error;
      }
      await file.close();
    },
    cancel: () => file.close(),
  });
}
