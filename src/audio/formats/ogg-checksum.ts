/** The table of Ogg's CRC-32 (RFC 3533 section 6): polynomial 0x04c11db7, not reflected, start value 0. */

const POLYNOMIAL = 0x04c1_1db7;

export const CRC32_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  return crc;
});
