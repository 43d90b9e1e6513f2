/**
 * Writes FLAC frames of 24 bits (RFC 9639 section 9): header, channels, checksum. Two channels are coded as they are, or one or both
 * as their difference and mean, whichever takes the fewest bits as far as the fixed predictors tell.
 */
import { crc16, crc8, MAX_FLAC_HEADER_BYTES } from '../formats/flac-frame-header.js';
import { fixedPrediction, type FixedPrediction } from './fixed-prediction.js';
import { FlacBitWriter } from './flac-bit-writer.js';
import { SubframeScratch, writeFlacSubframe } from './flac-subframe-writer.js';

export const FLAC_DEPTH = 24;
/** audio frames of every FLAC frame but the last */
export const FLAC_BLOCK_FRAMES = 4_096;

const BLOCK_FRAMES_CODE = 12;
const DEPTH_CODE = 6;
/** the size is 16 bits behind the number */
const WRITTEN_SIZE_CODE = 7;
const CHECKSUM_BYTES = 2;
/** of a channel, beside its samples as they are */
const MOST_SUBFRAME_HEADER_BYTES = 8;

const RATE_CODES = new Map([
  [88_200, 1],
  [176_400, 2],
  [192_000, 3],
  [8_000, 4],
  [16_000, 5],
  [22_050, 6],
  [24_000, 7],
  [32_000, 8],
  [44_100, 9],
  [48_000, 10],
  [96_000, 11],
]);

interface CodedChannel {
  readonly samples: Int32Array;
  readonly depth: number;
  readonly prediction: FixedPrediction;
}

/** How the channels of a frame are coded. */
interface ChannelCoding {
  readonly code: number;
  readonly channels: readonly CodedChannel[];
}

export class FlacFrameWriter {
  readonly #rate: RateField;
  readonly #bits: FlacBitWriter;
  readonly #scratch = new SubframeScratch(FLAC_BLOCK_FRAMES);
  readonly #mid = new Int32Array(FLAC_BLOCK_FRAMES);
  readonly #side = new Int32Array(FLAC_BLOCK_FRAMES);
  #number = 0;

  constructor({ rateHz, channels }: { readonly rateHz: number; readonly channels: number }) {
    this.#rate = rateField(rateHz);
    const sampleBytes = Math.ceil((FLAC_BLOCK_FRAMES * (FLAC_DEPTH + 1)) / 8);
    const channelBytes = MOST_SUBFRAME_HEADER_BYTES + sampleBytes;
    this.#bits = new FlacBitWriter(
      MAX_FLAC_HEADER_BYTES + channels * channelBytes + CHECKSUM_BYTES,
    );
  }

  /**
   * The next frame.
   * @param rows [channel][frame] in steps of 24 bits; {@link FLAC_BLOCK_FRAMES} of them, or fewer where it is the last
   * @returns its bytes, until it is called again
   */
  write(rows: readonly Int32Array[]): Uint8Array {
    const bits = this.#bits;
    const { code, channels } = this.#channelCoding(rows);
    bits.clear();
    this.#writeHeader(rows[0]!.length, code);
    for (const { samples, depth, prediction } of channels) {
      writeFlacSubframe(bits, samples, { depth, order: prediction.order }, this.#scratch);
    }
    bits.fillByte();
    const { bytes } = bits;
    bits.put(crc16(bytes, 0, bytes.length), 8 * CHECKSUM_BYTES);
    this.#number += 1;
    return bits.bytes;
  }

  #writeHeader(frames: number, channelCode: number): void {
    const bits = this.#bits;
    const isWhole = frames === FLAC_BLOCK_FRAMES;
    bits.put(0xfff8, 16);
    bits.put(isWhole ? BLOCK_FRAMES_CODE : WRITTEN_SIZE_CODE, 4);
    bits.put(this.#rate.code, 4);
    bits.put(channelCode, 4);
    bits.put(DEPTH_CODE << 1, 4);
    for (const byte of codedNumber(this.#number)) bits.put(byte, 8);
    if (!isWhole) bits.put(frames - 1, 16);
    bits.put(this.#rate.value, this.#rate.bits);
    const { bytes } = bits;
    bits.put(crc8(bytes, 0, bytes.length), 8);
  }

  #channelCoding(rows: readonly Int32Array[]): ChannelCoding {
    const independent = rows.map((row) => coded(row, FLAC_DEPTH));
    const code = rows.length - 1;
    const [left, right] = independent;
    if (rows.length !== 2 || left === undefined || right === undefined) {
      return { code, channels: independent };
    }
    const { mid, side } = this.#midAndSide(left, right);
    const codings: ChannelCoding[] = [
      { code, channels: independent },
      { code: 8, channels: [left, side] },
      { code: 9, channels: [side, right] },
      { code: 10, channels: [mid, side] },
    ];
    return codings.reduce((best, other) => (bitsOf(other) < bitsOf(best) ? other : best));
  }

  #midAndSide(left: CodedChannel, right: CodedChannel): { mid: CodedChannel; side: CodedChannel } {
    const frames = left.samples.length;
    const [mid, side] = [this.#mid.subarray(0, frames), this.#side.subarray(0, frames)];
    for (let t = 0; t < frames; t++) {
      const [a, b] = [left.samples[t]!, right.samples[t]!];
      mid[t] = (a + b) >> 1;
      side[t] = a - b;
    }
    return { mid: coded(mid, FLAC_DEPTH), side: coded(side, FLAC_DEPTH + 1) };
  }
}

function coded(samples: Int32Array, depth: number): CodedChannel {
  return { samples, depth, prediction: fixedPrediction(samples) };
}

function bitsOf({ channels }: ChannelCoding): number {
  return channels.reduce((sum, { prediction }) => sum + prediction.bits, 0);
}

interface RateField {
  readonly code: number;
  /** behind the size */
  readonly value: number;
  readonly bits: number;
}

/** Rates that a header has no room for are in STREAMINFO alone. */
function rateField(rateHz: number): RateField {
  const code = RATE_CODES.get(rateHz);
  if (code !== undefined) return { code, value: 0, bits: 0 };
  if (rateHz % 1_000 === 0 && rateHz < 256_000) return { code: 12, value: rateHz / 1_000, bits: 8 };
  if (rateHz < 65_536) return { code: 13, value: rateHz, bits: 16 };
  if (rateHz % 10 === 0 && rateHz < 655_360) return { code: 14, value: rateHz / 10, bits: 16 };
  return { code: 0, value: 0, bits: 0 };
}

/** As UTF-8 codes characters, but of up to 31 bits. */
function codedNumber(number: number): number[] {
  if (number < 0x80) return [number];
  const tail: number[] = [];
  let rest = number;
  // what fits into the first byte beside its marks
  for (let room = 0x20; ; room >>= 1) {
    tail.unshift(0x80 | (rest & 0x3f));
    rest >>>= 6;
    if (rest < room) return [((0xff00 >> (tail.length + 1)) & 0xff) | rest, ...tail];
  }
}
