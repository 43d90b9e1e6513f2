/**
 * What a FLAC file of ours has in front of its frames (RFC 9639 section 8):
 *
 *   "fLaC" | STREAMINFO: 34 bytes | VORBIS_COMMENT: the tags
 *
 * Its length depends on the tags only, so it can be written once more when the rest is known.
 */
import type { Tags } from '../tags.js';
import { FLAC_BLOCK_FRAMES, FLAC_DEPTH } from './flac-frame-writer.js';

/** What is known in the end; zeros say "unknown". */
export interface FlacTotals {
  readonly frames: number;
  readonly leastFrameBytes: number;
  readonly mostFrameBytes: number;
  /** MD5 of the samples, interleaved, little-endian; [16] */
  readonly checksum: Uint8Array;
}

const MARK = 'fLaC';
const STREAM_INFO = { type: 0, bytes: 34 };
const COMMENT_TYPE = 4;
const LAST_BLOCK = 0x80;
/** without a version, so that the same stems are the same bytes */
const WRITER = 'Stemwright';

/** What Vorbis comments call those that have another name there. */
const COMMENT_NAMES: Partial<Record<string, string>> = {
  album_artist: 'ALBUMARTIST',
  track: 'TRACKNUMBER',
  disc: 'DISCNUMBER',
  comment: 'DESCRIPTION',
};

export const UNKNOWN_TOTALS: FlacTotals = {
  frames: 0,
  leastFrameBytes: 0,
  mostFrameBytes: 0,
  checksum: new Uint8Array(16),
};

export function flacHeader(
  layout: { readonly rateHz: number; readonly channels: number },
  tags: Tags,
  totals: FlacTotals,
): Buffer {
  const info = streamInfo(layout, totals);
  const comments = vorbisComments(tags);
  return Buffer.concat([
    Buffer.from(MARK, 'latin1'),
    blockHeader(STREAM_INFO.type, info.length),
    info,
    blockHeader(LAST_BLOCK | COMMENT_TYPE, comments.length),
    comments,
  ]);
}

function streamInfo(
  { rateHz, channels }: { readonly rateHz: number; readonly channels: number },
  { frames, leastFrameBytes, mostFrameBytes, checksum }: FlacTotals,
): Buffer {
  const info = Buffer.alloc(STREAM_INFO.bytes);
  info.writeUInt16BE(FLAC_BLOCK_FRAMES, 0);
  info.writeUInt16BE(FLAC_BLOCK_FRAMES, 2);
  info.writeUIntBE(leastFrameBytes, 4, 3);
  info.writeUIntBE(mostFrameBytes, 7, 3);
  // 20 bits rate, 3 bits channels - 1, 5 bits depth - 1, 36 bits frames
  const fields =
    (BigInt(rateHz) << 44n) |
    (BigInt(channels - 1) << 41n) |
    (BigInt(FLAC_DEPTH - 1) << 36n) |
    BigInt(frames < 2 ** 36 ? frames : 0);
  info.writeBigUInt64BE(fields, 10);
  info.set(checksum, 18);
  return info;
}

/** Lengths are little-endian here, and nowhere else in FLAC. */
function vorbisComments(tags: Tags): Buffer {
  const comments = Object.entries(tags).map(
    ([name, value]) => `${COMMENT_NAMES[name] ?? name.toUpperCase()}=${value}`,
  );
  const count = Buffer.alloc(4);
  count.writeUInt32LE(comments.length);
  return Buffer.concat([withLength(WRITER), count, ...comments.map(withLength)]);
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function blockHeader(type: number, bytes: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt8(type, 0);
  header.writeUIntBE(bytes, 1, 3);
  return header;
}
