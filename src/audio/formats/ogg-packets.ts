/**
 * Packets out of Ogg pages: a packet is cut into segments of 255 bytes and ends with a shorter one, on whatever
 * page that comes (RFC 3533 section 5).
 */
import type { OggPage } from './ogg-pages.js';

/** Every whole packet, copied. What is left unfinished at the end is dropped. */
export async function* oggPackets(
  pages: AsyncIterable<OggPage>,
): AsyncGenerator<Uint8Array, void, void> {
  let parts: Uint8Array[] = [];
  for await (const { body, segments } of pages) {
    let start = 0;
    let end = 0;
    for (const length of segments) {
      end += length;
      if (length === 255) continue;
      parts.push(body.slice(start, end));
      yield Buffer.concat(parts);
      parts = [];
      start = end;
    }
    if (end > start) parts.push(body.slice(start, end));
  }
}
