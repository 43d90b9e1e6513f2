/**
 * The header of a FLAC frame (RFC 9639 section 9.1) and the two checksums that guard a frame: CRC-8 over the
 * header, CRC-16 over the whole frame. Says how many frames it holds; does not decode them.
 */

export interface FlacFrameHeader {
  readonly headerBytes: number;
  /** audio frames (samples per channel) */
  readonly frames: number;
  /** count of the FLAC frame, or of its first audio frame where block sizes vary */
  readonly number: number;
  /** whether block sizes vary, and `number` counts audio frames */
  readonly countsFrames: boolean;
  readonly channels: number;
  readonly stereo: FlacStereo;
  /** undefined: as STREAMINFO says */
  readonly bits: number | undefined;
}

/** How two channels are coded: each for itself, or one or both as their difference. */
export type FlacStereo = 'independent' | 'left-side' | 'side-right' | 'mid-side';

/** sync code, block size and rate, channels and depth, a 7-byte number, 2 + 2 optional bytes, CRC-8 */
export const MAX_FLAC_HEADER_BYTES = 16;

const RESERVED_RATE = 15;
const LAST_CHANNEL_ASSIGNMENT = 10;
const RESERVED_DEPTH = 3;
const DEPTHS = [undefined, 8, 12, undefined, 16, 20, 24, 32];
const FIRST_STEREO = 8;
const STEREO: readonly FlacStereo[] = ['left-side', 'side-right', 'mid-side'];

/** The header at `at`, or undefined where the bytes are none. */
export function parseFlacFrameHeader(bytes: Uint8Array, at: number): FlacFrameHeader | undefined {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) return undefined;
  const sizeCode = bytes[at + 2]! >> 4;
  const rateCode = bytes[at + 2]! & 15;
  const depthField = bytes[at + 3]!;
  if (sizeCode === 0 || rateCode === RESERVED_RATE) return undefined;
  if (depthField >> 4 > LAST_CHANNEL_ASSIGNMENT || (depthField & 1) !== 0) return undefined;
  if (((depthField >> 1) & 7) === RESERVED_DEPTH) return undefined;

  const coded = codedNumber(bytes, at + 4);
  if (coded === undefined) return undefined;
  const sizeAt = at + 4 + coded.bytes;
  const frames = blockFrames(bytes, sizeCode, sizeAt);
  const rateAt = sizeAt + (sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0);
  const crcAt = rateAt + (rateCode === 12 ? 1 : rateCode >= 13 ? 2 : 0);
  if (crcAt >= bytes.length || crc8(bytes, at, crcAt) !== bytes[crcAt]) return undefined;
  const countsFrames = (bytes[at + 1]! & 1) !== 0;
  const assignment = depthField >> 4;
  return {
    headerBytes: crcAt + 1 - at,
    frames,
    number: coded.value,
    countsFrames,
    channels: assignment < FIRST_STEREO ? assignment + 1 : 2,
    stereo: STEREO[assignment - FIRST_STEREO] ?? 'independent',
    bits: DEPTHS[(depthField >> 1) & 7],
  };
}

function blockFrames(bytes: Uint8Array, sizeCode: number, at: number): number {
  if (sizeCode === 1) return 192;
  if (sizeCode <= 5) return 144 << sizeCode;
  if (sizeCode === 6) return bytes[at]! + 1;
  if (sizeCode === 7) return ((bytes[at]! << 8) | bytes[at + 1]!) + 1;
  return 1 << sizeCode;
}

/** A number coded as UTF-8 codes characters, but up to seven bytes (36 bits) long. */
function codedNumber(bytes: Uint8Array, at: number): { value: number; bytes: number } | undefined {
  const first = bytes[at]!;
  if (first < 0x80) return { value: first, bytes: 1 };
  const ones = Math.clz32(~(first << 24));
  if (ones < 2 || ones > 7) return undefined;
  let value = first & (0x7f >> ones);
  for (let index = 1; index < ones; index++) {
    const next = bytes[at + index]!;
    if ((next & 0xc0) !== 0x80) return undefined;
    value = value * 64 + (next & 0x3f);
  }
  return { value, bytes: ones };
}

const CRC8_TABLE = crcTable(8, 0x07);
/** x^16 + x^15 + x^2 + 1 */
const CRC16_TABLE = crcTable(16, 0x8005);

/** Over a whole frame, its own two last bytes included, it is 0. */
export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) {
    crc = ((crc << 8) & 0xffff) ^ CRC16_TABLE[(crc >> 8) ^ bytes[at]!]!;
  }
  return crc;
}

/** Over a header, without its last byte. */
export function crc8(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) crc = CRC8_TABLE[crc ^ bytes[at]!]!;
  return crc;
}

function crcTable(bits: number, polynomial: number): Uint16Array {
  const top = 1 << (bits - 1);
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) crc = (crc & top) === 0 ? crc << 1 : (crc << 1) ^ polynomial;
    return crc & (2 ** bits - 1);
  });
}
