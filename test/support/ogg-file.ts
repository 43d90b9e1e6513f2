/**
 * Ogg files in tests: cut into pages, put together again, and pages made by hand. Written anew from RFC 3533, so that the code
 * under test does not check itself.
 */
const HEADER_BYTES = 27;
export const OGG_FIRST = 2;
export const OGG_LAST = 4;

/** The pages of an intact file. */
export function oggPagesOf(bytes: Buffer): Buffer[] {
  const pages: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const segments = bytes[at + 26]!;
    const lengths = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + segments);
    const end = at + HEADER_BYTES + segments + lengths.reduce((sum, length) => sum + length, 0);
    pages.push(bytes.subarray(at, end));
    at = end;
  }
  return pages;
}

export function granuleOf(page: Buffer): number {
  return Number(page.readBigInt64LE(6));
}

/** A copy, with a checksum that is right. */
export function oggPage(page: Buffer, serial = page.readUInt32LE(14)): Buffer {
  const copy = Buffer.from(page);
  copy.writeUInt32LE(serial, 14);
  copy.writeUInt32LE(0, 22);
  let crc = 0;
  for (const byte of copy) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  }
  copy.writeInt32LE(crc | 0, 22);
  return copy;
}

/** A page with one short packet. */
export function madeOggPage(
  serial: number,
  sequence: number,
  flags: number,
  packet: Buffer,
): Buffer {
  const header = Buffer.alloc(HEADER_BYTES + 1);
  header.write('OggS', 0, 'latin1');
  header[5] = flags;
  header.writeUInt32LE(sequence, 18);
  header[26] = 1;
  header[27] = packet.length;
  return oggPage(Buffer.concat([header, packet]), serial);
}
