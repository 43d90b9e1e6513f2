/**
 * An indexed PNG: a small picture of a few colours, the same bytes on every machine. So it is not compressed: what compresses differs
 * by its version.
 */
import { crc32 } from 'node:zlib';

/** red, green, blue, opacity; 0 to 255 */
export type Colour = readonly [number, number, number, number];

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BITS = 8;
const INDEXED = 3;
/** of a stored block of deflate */
const MOST_BLOCK_BYTES = 65_535;
const ADLER_BASE = 65_521;

/** @param colourAt the place in the palette of a pixel's colour */
export function indexedPng(
  palette: readonly Colour[],
  width: number,
  height: number,
  colourAt: (x: number, y: number) => number,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([BITS, INDEXED], 8);
  const rows: number[] = [];
  for (let y = 0; y < height; y++) {
    // no filter
    rows.push(0);
    for (let x = 0; x < width; x++) rows.push(colourAt(x, y));
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(([red, green, blue]) => [red, green, blue]))),
    chunk('tRNS', Buffer.from(palette.map(([, , , opacity]) => opacity))),
    chunk('IDAT', stored(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** A zlib stream that stores. */
function stored(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x78, 0x01])];
  for (let at = 0; at < bytes.length; at += MOST_BLOCK_BYTES) {
    const block = bytes.subarray(at, at + MOST_BLOCK_BYTES);
    const head = Buffer.alloc(5);
    head[0] = at + block.length === bytes.length ? 1 : 0;
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(block.length ^ MOST_BLOCK_BYTES, 3);
    parts.push(head, block);
  }
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % ADLER_BASE;
    high = (high + low) % ADLER_BASE;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt16BE(high, 0);
  sum.writeUInt16BE(low, 2);
  return Buffer.concat([...parts, sum]);
}
