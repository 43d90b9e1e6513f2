/**
 * Cuts an MPEG audio stream into whole frames, and goes on at the next one behind whatever else stands between them: tags, the
 * start of another file, junk, a frame that lost a byte.
 *
 * The decoder takes any bytes and fills what it cannot decode with silence or drops it. Feeding it whole frames
 * only, found here, is what makes it possible to say what was passed over, and where. Tags are told here, all else by the reader.
 */
import type { DamageLog } from '../damage-log.js';
import { formatChanged } from './audio-stream.js';
import type { ByteWindow } from './byte-window.js';
import {
  MPEG_HEADER_BYTES,
  parseMpegFrameHeader,
  sameMpegStream,
  type MpegFrameHeader,
} from './mpeg-frame-header.js';
import { embeddedTag } from './trailing-tags.js';

/** longer than the longest frame (MPEG-2.5 layer II, 160 kbit/s at 8 kHz: 2,880 bytes) */
const LONGEST_FRAME_BYTES = 4 * 1024;
/** enough to see a frame and the two headers behind it */
const LOOK_AHEAD_BYTES = 3 * LONGEST_FRAME_BYTES;
/** by byte: whether a frame, or an ID3v2, ID3v1 or APE tag, can begin with it */
const IS_START = Array.from({ length: 256 }, (_, byte) => [0xff, 0x49, 0x54, 0x41].includes(byte));

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
  /** bytes between it and the frame before that are none of a frame nor of a tag */
  readonly passedBytes: number;
  /** where in the file it begins */
  readonly position: number;
}

/** What stands behind the last whole frame. */
export interface MpegEnd {
  /** a frame begins there that the file does not hold to its end */
  readonly isInFrame: boolean;
  /** bytes there that are none of a frame nor of a tag */
  readonly passedBytes: number;
}

/**
 * The frames from the window's position on.
 * @throws OperationalError `input-format` where the stream goes on with another rate or other channels; `input-unreadable`
 */
export async function* mpegFrames(
  window: ByteWindow,
  first: MpegFrameHeader,
  damage: DamageLog,
): AsyncGenerator<MpegFrame, MpegEnd, void> {
  let seconds = 0;
  let passedBytes = 0;
  for (;;) {
    const view = await window.fill(LOOK_AHEAD_BYTES);
    const header = ownHeader(view, first);
    const isWhole = header !== undefined && header.bytes <= view.length;
    if (isWhole && (passedBytes === 0 || isFrameRun(view, 0, 3))) {
      const next = frameWithin(view, header);
      if (next === undefined) {
        const { position } = window;
        yield { header, bytes: view.subarray(0, header.bytes), passedBytes, position };
        passedBytes = 0;
        window.advance(header.bytes);
        seconds += header.frames / header.rateHz;
        continue;
      }
      passedBytes += next;
      window.passOver(next);
      continue;
    }
    if (window.isGivenUp) {
      damage.endsEarly(`holds no MPEG frames for long before byte ${window.position}`);
    }
    if (view.length < MPEG_HEADER_BYTES) return { isInFrame: false, passedBytes };
    if (header !== undefined && !isWhole) return { isInFrame: true, passedBytes };
    if (passedBytes === 0) refuseOther(window, view, first);
    const tag = embeddedTag(view);
    if (tag !== undefined) {
      tellTag(damage, tag, window, seconds);
      window.advance(tag.bytes);
      continue;
    }
    const junkBytes = bytesToCandidate(view);
    window.passOver(junkBytes);
    passedBytes += junkBytes;
  }
}

/** Up to the next byte that can begin a frame or a tag. */
function bytesToCandidate(view: Uint8Array): number {
  let at = 1;
  while (at < view.length && !IS_START[view[at]!]) at += 1;
  return at;
}

function ownHeader(view: Uint8Array, first: MpegFrameHeader): MpegFrameHeader | undefined {
  const header = parseMpegFrameHeader(view, 0);
  return header !== undefined && sameMpegStream(first, header) ? header : undefined;
}

/**
 * Where inside a frame the next one begins already: then bytes of this one are lost. Undefined where it is followed by a
 * frame, or by something else that begins behind it.
 */
function frameWithin(view: Uint8Array, header: MpegFrameHeader): number | undefined {
  const next = parseMpegFrameHeader(view, header.bytes);
  if (next !== undefined && sameMpegStream(header, next)) return undefined;
  for (let at = MPEG_HEADER_BYTES; at < header.bytes; at++) {
    const inside = view[at] === 0xff ? parseMpegFrameHeader(view, at) : undefined;
    if (inside === undefined || !sameMpegStream(header, inside)) continue;
    if (isFrameRun(view, at, 3)) return at;
  }
  return undefined;
}

/** Another stream behind this one cannot be played on with it. */
function refuseOther(window: ByteWindow, view: Uint8Array, first: MpegFrameHeader): void {
  const other = parseMpegFrameHeader(view, 0);
  if (other === undefined || sameMpegStream(first, other) || !isFrameRun(view, 0, 3)) return;
  throw formatChanged(window.file.path, first, other);
}

function tellTag(
  damage: DamageLog,
  { name, bytes }: { name: string; bytes: number },
  window: ByteWindow,
  seconds: number,
): void {
  damage.note(
    `has ${name} at ${seconds.toFixed(2)} s (byte ${window.position}): its ${bytes} bytes are passed over`,
  );
}
