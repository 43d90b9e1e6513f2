/**
 * FLAC metadata (RFC 9639 section 8): the STREAMINFO block, and where the audio starts behind all the others.
 */
import { OperationalError } from '../../operational-error.js';
import type { ByteWindow } from './byte-window.js';

export interface FlacStreamInfo {
  readonly rateHz: number;
  readonly channels: number;
  readonly bits: number;
  /** undefined where the encoder did not know it */
  readonly totalFrames: number | undefined;
  /** audio frames of every FLAC frame but the last, where they do not vary */
  readonly blockFrames: number;
}

const MARK_BYTES = 4;
const BLOCK_HEADER_BYTES = 4;
const STREAM_INFO_BYTES = 34;
const STREAM_INFO_TYPE = 0;
const LAST_BLOCK = 0x80;

/** @param bytes a STREAMINFO block without its header, [34] */
export function parseFlacStreamInfo(bytes: Uint8Array): FlacStreamInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, STREAM_INFO_BYTES);
  // 20 bits rate, 3 bits channels - 1, 5 bits depth - 1, 36 bits total.
  const packed = view.getUint32(10);
  const total = (packed & 0x0f) * 2 ** 32 + view.getUint32(14);
  return {
    rateHz: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bits: ((packed >>> 4) & 31) + 1,
    totalFrames: total === 0 ? undefined : total,
    blockFrames: view.getUint16(0),
  };
}

/**
 * Reads the metadata at the window's position (`fLaC` first) and leaves the window at the first frame.
 * Pictures and other large blocks are skipped, not read.
 * @throws OperationalError `input-format`, `input-truncated`, `input-unreadable`
 */
export async function readFlacMetadata(window: ByteWindow): Promise<FlacStreamInfo> {
  const path = window.file.path;
  const head = await window.fill(MARK_BYTES + BLOCK_HEADER_BYTES + STREAM_INFO_BYTES);
  if (head.length < MARK_BYTES + BLOCK_HEADER_BYTES + STREAM_INFO_BYTES) throw cutShort(path);
  if ((head[MARK_BYTES]! & 0x7f) !== STREAM_INFO_TYPE) {
    throw new OperationalError(
      'input-format',
      `${path} is a FLAC file whose first block is not STREAMINFO: expected rate and channels there. ` +
        'The file is damaged; copy or download it again.',
    );
  }
  const info = parseFlacStreamInfo(head.subarray(MARK_BYTES + BLOCK_HEADER_BYTES));
  window.advance(MARK_BYTES);
  for (let isLast = false; !isLast;) {
    const block = await window.fill(BLOCK_HEADER_BYTES);
    if (block.length < BLOCK_HEADER_BYTES) throw cutShort(path);
    isLast = (block[0]! & LAST_BLOCK) !== 0;
    window.advance(BLOCK_HEADER_BYTES + ((block[1]! << 16) | (block[2]! << 8) | block[3]!));
    if (window.position > window.endByte) throw cutShort(path);
  }
  return info;
}

function cutShort(path: string): OperationalError {
  return new OperationalError(
    'input-truncated',
    `${path} is a FLAC file that ends inside its header: it holds no audio. Copy or download it again.`,
  );
}
