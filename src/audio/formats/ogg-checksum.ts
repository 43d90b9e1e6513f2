/**
 * The checksum of an Ogg page (RFC 3533 section 6): CRC-32 with the polynomial 0x04c11db7, not reflected, start value 0, over the
 * whole page with its checksum field taken as 0.
 */
const POLYNOMIAL = 0x04c1_1db7;

/** of the field, which is 4 bytes long */
export const CHECKSUM_AT = 22;

const CRC32_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  return crc;
});

export function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < page.length; at++) {
    const isChecksumField = at >= CHECKSUM_AT && at < CHECKSUM_AT + 4;
    const byte = isChecksumField ? 0 : page[at]!;
    crc = (crc << 8) ^ CRC32_TABLE[(crc >>> 24) ^ byte]!;
  }
  return crc >>> 0;
}
