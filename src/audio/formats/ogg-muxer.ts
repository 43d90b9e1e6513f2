/**
 * Ogg muxer: packets as a new stream of Ogg pages, for decoders that take nothing else. So a decoder never sees what is damaged in
 * a file, nor other streams in it.
 *
 * The decoders give a page out once there is a byte behind it. That byte is always the same, the first of the next page's mark, so
 * it is sent ahead.
 */
import { CHECKSUM_AT, oggChecksum } from './ogg-checksum.js';

const MARK = Buffer.from('OggS');
const HEADER_BYTES = 27;
const MOST_SEGMENTS = 255;
const CONTINUED = 1;
const FIRST_PAGE = 2;

export class OggMuxer {
  #sequence = 0;

  /** The bytes of new pages with those packets, and of no others. */
  pages(packets: readonly Uint8Array[]): Uint8Array {
    const lengths = packets.flatMap(({ length }) => [
      ...new Array<number>(Math.floor(length / 255)).fill(255),
      length % 255,
    ]);
    const data = Buffer.concat(packets);
    const pages: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < lengths.length; at += MOST_SEGMENTS) {
      const segments = lengths.slice(at, at + MOST_SEGMENTS);
      const end = start + segments.reduce((sum, length) => sum + length, 0);
      pages.push(this.#page(segments, data.subarray(start, end), lengths[at - 1] === 255));
      start = end;
    }
    const bytes = Buffer.concat([...pages, MARK.subarray(0, 1)]);
    const isFirst = this.#sequence === pages.length;
    return isFirst ? bytes : bytes.subarray(1);
  }

  /** Granule positions are left at 0: where frames belong is known from the pages that they came in. */
  #page(segments: readonly number[], body: Uint8Array, isContinued: boolean): Buffer {
    const header = Buffer.alloc(HEADER_BYTES);
    MARK.copy(header);
    header[5] = (isContinued ? CONTINUED : 0) | (this.#sequence === 0 ? FIRST_PAGE : 0);
    header.writeUInt32LE(this.#sequence++, 18);
    header[26] = segments.length;
    const page = Buffer.concat([header, Buffer.from(segments), body]);
    page.writeUInt32LE(oggChecksum(page), CHECKSUM_AT);
    return page;
  }
}
