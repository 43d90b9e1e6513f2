/**
 * The four-byte header of an MPEG audio frame (ISO/IEC 11172-3 section 2.4.1.3, 13818-3, and the 2.5 extension
 * to 8 kHz) and the Xing/Info header that encoders put into the first one. Says how long a frame is; does not
 * decode it.
 */
import { hasText } from './byte-text.js';

export interface MpegFrameHeader {
  readonly rateHz: number;
  /** 1 or 2 */
  readonly channels: number;
  /** the whole frame, header included */
  readonly bytes: number;
  /** audio frames (samples per channel) it decodes to */
  readonly frames: number;
  readonly layer: 1 | 2 | 3;
  /** 1 for MPEG-1, 2 for MPEG-2 and 2.5 (half-rate side information) */
  readonly generation: 1 | 2;
}

export const MPEG_HEADER_BYTES = 4;

/** kbit/s by bitrate index 1..14 */
const BITRATES_KBPS: Record<1 | 2, Record<1 | 2 | 3, readonly number[]>> = {
  1: {
    1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  },
  2: {
    1: [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    2: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    3: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  },
};
const MPEG1_RATES_HZ = [44_100, 48_000, 32_000];
/** by the header's version field: how far the MPEG-1 rates are divided; 1 is reserved */
const RATE_DIVISORS: readonly (number | undefined)[] = [4, undefined, 2, 1];
const MONO = 3;

/** The header at `at`, or undefined where the bytes are none (free-format bit rates included). */
export function parseMpegFrameHeader(bytes: Uint8Array, at: number): MpegFrameHeader | undefined {
  if (at + MPEG_HEADER_BYTES > bytes.length) return undefined;
  const [sync, versionAndLayer, rates, mode] = bytes.subarray(at, at + MPEG_HEADER_BYTES);
  if (sync !== 0xff || (versionAndLayer! & 0xe0) !== 0xe0) return undefined;
  const divisor = RATE_DIVISORS[(versionAndLayer! >> 3) & 3];
  const layer = 4 - ((versionAndLayer! >> 1) & 3);
  if (divisor === undefined || !isLayer(layer)) return undefined;
  const generation = divisor === 1 ? 1 : 2;
  const kbps = BITRATES_KBPS[generation][layer][(rates! >> 4) - 1];
  const mpeg1RateHz = MPEG1_RATES_HZ[(rates! >> 2) & 3];
  if (kbps === undefined || mpeg1RateHz === undefined) return undefined;

  const rateHz = mpeg1RateHz / divisor;
  const frames = layer === 1 ? 384 : layer === 3 && generation === 2 ? 576 : 1152;
  const slotBytes = layer === 1 ? 4 : 1;
  const padding = (rates! >> 1) & 1;
  const slots = Math.floor((frames * kbps * 1000) / (8 * slotBytes * rateHz)) + padding;
  const channels = mode! >> 6 === MONO ? 1 : 2;
  return { rateHz, channels, bytes: slots * slotBytes, frames, layer, generation };
}

function isLayer(layer: number): layer is 1 | 2 | 3 {
  return layer >= 1 && layer <= 3;
}

/** Of layer III: how its granules are coded; behind the header, and the checksum if there is one. */
export function sideInfoBytes({ channels, generation }: MpegFrameHeader): number {
  if (generation === 1) return channels === 1 ? 17 : 32;
  return channels === 1 ? 9 : 17;
}

/** Whether two frames can be of one stream. */
export function sameMpegStream(a: MpegFrameHeader, b: MpegFrameHeader): boolean {
  return a.rateHz === b.rateHz && a.channels === b.channels && a.layer === b.layer;
}

/** What a Xing/Info header promises. */
export interface XingHeader {
  /** MPEG frames that follow this one, where it says */
  readonly mpegFrames: number | undefined;
  /** from this frame to the end of the last one, where it says */
  readonly bytes: number | undefined;
  /** of an encoder (LAME, ffmpeg) that counts exactly; others count this frame, too, or leave one out */
  readonly isExact: boolean;
  /** audio frames the encoder put before and after the recording, which a gapless decoder cuts off */
  readonly delayFrames: number;
  readonly paddingFrames: number;
}

const XING_HAS = { frames: 1, bytes: 2, toc: 4, quality: 8 };
const TOC_BYTES = 100;
const ENCODER_DELAY_AT = 21;
const EXACT_ENCODERS = ['LAME', 'Lavc', 'Lavf'];

/** The Xing/Info header inside the frame `bytes`, or undefined where it has none and is audio. */
export function parseXingHeader(
  bytes: Uint8Array,
  header: MpegFrameHeader,
): XingHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = MPEG_HEADER_BYTES + sideInfoBytes(header);
  if (header.layer !== 3 || at + 8 > bytes.length) return undefined;
  const tag = String.fromCharCode(...bytes.subarray(at, at + 4));
  if (tag !== 'Xing' && tag !== 'Info') return undefined;

  const flags = view.getUint32(at + 4);
  at += 8;
  const count = (flag: number): number | undefined => {
    if ((flags & flag) === 0) return undefined;
    at += 4;
    return at <= bytes.length ? view.getUint32(at - 4) : undefined;
  };
  const mpegFrames = count(XING_HAS.frames);
  const streamBytes = count(XING_HAS.bytes);
  if ((flags & XING_HAS.toc) !== 0) at += TOC_BYTES;
  if ((flags & XING_HAS.quality) !== 0) at += 4;
  const isExact = EXACT_ENCODERS.some((name) => hasText(bytes, name, at));
  const said = { mpegFrames, bytes: streamBytes, isExact };
  const gap = at + ENCODER_DELAY_AT;
  if (gap + 3 > bytes.length) return { ...said, delayFrames: 0, paddingFrames: 0 };
  // Two 12-bit numbers in three bytes.
  const delayFrames = (bytes[gap]! << 4) | (bytes[gap + 1]! >> 4);
  const paddingFrames = ((bytes[gap + 1]! & 0x0f) << 8) | bytes[gap + 2]!;
  return { ...said, delayFrames, paddingFrames };
}
