/**
 * Cuts an MPEG audio stream into whole frames and judges whether it is intact.
 *
 * The decoder takes any bytes and fills what it cannot decode with silence or drops it. Feeding it whole frames
 * only, found here, turns a damaged or cut file into an error that says where.
 */
import { OperationalError } from '../../operational-error.js';
import { formatChanged } from './audio-stream.js';
import type { ByteWindow } from './byte-window.js';
import {
  MPEG_HEADER_BYTES,
  parseMpegFrameHeader,
  sameMpegStream,
  type MpegFrameHeader,
  type XingHeader,
} from './mpeg-frame-header.js';

/** longer than the longest frame (MPEG-2.5 layer II, 160 kbit/s at 8 kHz: 2,880 bytes) */
const LOOK_AHEAD_BYTES = 4 * 1024;
const SCAN_BYTES = 64 * 1024;

/**
 * The offset of the first frame in `bytes`: a header whose next header is where it says, twice over (or the
 * end of the bytes comes first). Undefined where there is none.
 */
function findFirstMpegFrame(bytes: Uint8Array): number | undefined {
  for (let at = 0; at + MPEG_HEADER_BYTES <= bytes.length; at++) {
    if (bytes[at] === 0xff && isFrameRun(bytes, at, 3)) return at;
  }
  return undefined;
}

/**
 * Where a stream that may begin with rubbish starts. Bytes that begin with a frame of the stream begin it, even
 * if what follows that frame is damaged: then reading on says so.
 */
export function findMpegStart(bytes: Uint8Array): number | undefined {
  const found = findFirstMpegFrame(bytes);
  if (found === undefined) return undefined;
  const first = parseMpegFrameHeader(bytes, 0);
  const inRun = parseMpegFrameHeader(bytes, found)!;
  return first !== undefined && sameMpegStream(first, inRun) ? 0 : found;
}

function isFrameRun(bytes: Uint8Array, at: number, count: number): boolean {
  const first = parseMpegFrameHeader(bytes, at);
  if (first === undefined) return false;
  let next = at + first.bytes;
  for (let index = 1; index < count; index++) {
    // The end of the bytes ends a run well only on a frame's end or after two frames.
    if (next === bytes.length) return true;
    if (next + MPEG_HEADER_BYTES > bytes.length) return index > 1;
    const header = parseMpegFrameHeader(bytes, next);
    if (header === undefined || !sameMpegStream(first, header)) return false;
    next += header.bytes;
  }
  return true;
}

/** One whole frame. The bytes are good until the next one is asked for. */
export interface MpegFrame {
  readonly bytes: Uint8Array;
  readonly header: MpegFrameHeader;
}

/**
 * The frames from the window's position on.
 * @throws OperationalError `input-truncated`, `input-format`, `input-unreadable`
 */
export async function* mpegFrames(
  window: ByteWindow,
  first: MpegFrameHeader,
  xing: XingHeader | undefined,
): AsyncGenerator<MpegFrame, void, void> {
  // The Xing frame is one more than it promises, except from encoders that count it: both are complete.
  const promised = xing?.mpegFrames;
  let seconds = 0;
  for (let count = 0; ; count++) {
    const view = await window.fill(LOOK_AHEAD_BYTES);
    const isComplete = promised !== undefined && count >= promised;
    const header = parseMpegFrameHeader(view, 0);
    if (header !== undefined && header.bytes <= view.length) {
      if (!sameMpegStream(first, header)) throw formatChanged(window.file.path, first, header);
      yield { header, bytes: view.subarray(0, header.bytes) };
      window.advance(header.bytes);
      seconds += header.frames / header.rateHz;
      continue;
    }
    if (isComplete) return;
    const position = window.position;
    if (header === undefined && (await moreFramesFollow(window, first))) {
      throw damaged(window.file.path, position, seconds);
    }
    const endsOnFrame = header === undefined;
    if (promised === undefined && endsOnFrame) return;
    throw cutShort(window.file.path, seconds, promised, count);
  }
}

/** Whether what follows is rubbish in the middle of the audio rather than behind it. Consumes the window. */
async function moreFramesFollow(window: ByteWindow, first: MpegFrameHeader): Promise<boolean> {
  for (;;) {
    const view = await window.fill(SCAN_BYTES);
    if (view.length < MPEG_HEADER_BYTES) return false;
    const found = findFirstMpegFrame(view);
    const header = found === undefined ? undefined : parseMpegFrameHeader(view, found);
    if (header !== undefined && sameMpegStream(first, header)) return true;
    window.advance(Math.max(view.length - LOOK_AHEAD_BYTES, MPEG_HEADER_BYTES));
  }
}

function cutShort(
  path: string,
  seconds: number,
  promised: number | undefined,
  count: number,
): OperationalError {
  const counted =
    promised === undefined ? '' : ` (${promised} MPEG frames expected, ${count - 1} found)`;
  return new OperationalError(
    'input-truncated',
    `${path} is an MP3 that is cut short${counted}: it ends after ${seconds.toFixed(2)} s. ` +
      'Copy or download it again.',
  );
}

function damaged(path: string, position: number, seconds: number): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is an MP3 damaged at ${seconds.toFixed(2)} s (byte ${position}): expected an MPEG frame. ` +
      'Copy or download it again.',
  );
}
