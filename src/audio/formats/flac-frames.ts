/**
 * Cuts a native FLAC stream into whole frames and checks every one of them.
 *
 * A FLAC frame does not say how long it is: it ends where its CRC-16 comes out as 0 and the header of the next
 * frame in order follows. (The decoder package can cut frames too, but drops everything from the first damaged
 * one on, and sometimes the last one, without a word.)
 */
import { OperationalError } from '../../operational-error.js';
import type { ByteWindow } from './byte-window.js';
import {
  CRC16_TABLE,
  MAX_FLAC_HEADER_BYTES,
  parseFlacFrameHeader,
  type FlacFrameHeader,
} from './flac-frame-header.js';
import type { FlacStreamInfo } from './flac-stream-info.js';

/** One whole, intact frame. The bytes are good until the next one is asked for. */
export interface FlacFrame {
  readonly bytes: Uint8Array;
  /** audio frames it decodes to */
  readonly frames: number;
}

/**
 * The frames from the window's position to its end.
 * @throws OperationalError `input-truncated`, `input-format`, `input-unreadable`
 */
export async function* flacFrames(
  window: ByteWindow,
  info: FlacStreamInfo,
): AsyncGenerator<FlacFrame, void, void> {
  let framesSoFar = 0;
  for (;;) {
    const start = await window.fill(MAX_FLAC_HEADER_BYTES);
    if (start.length === 0 || framesSoFar === info.totalFrames) break;
    const header = parseFlacFrameHeader(start, 0);
    if (header === undefined) throw brokenOff(window, info, framesSoFar, start.length);
    const view = await window.fill(mostFrameBytes(header, info));
    const isRest = window.position + view.length >= window.endByte;
    const end = findFrameEnd(view, header, isRest);
    if (typeof end !== 'number') {
      throw end === 'damaged'
        ? damaged(window, info, framesSoFar)
        : cutShort(window, info, framesSoFar);
    }
    yield { bytes: view.subarray(0, end), frames: header.frames };
    window.advance(end);
    framesSoFar += header.frames;
  }
  if (info.totalFrames !== undefined && framesSoFar < info.totalFrames) {
    throw cutShort(window, info, framesSoFar);
  }
}

/** No encoder writes a frame longer than its plain samples, side channel's extra bit included. */
function mostFrameBytes(header: FlacFrameHeader, { channels, bits }: FlacStreamInfo): number {
  const subframeHeaderBytes = 8;
  const sampleBytes = Math.ceil((header.frames * (bits + 1)) / 8);
  return 2 * MAX_FLAC_HEADER_BYTES + channels * (sampleBytes + subframeHeaderBytes);
}

/** @param isRest whether `view` reaches the end of the stream, where no further header is to be expected */
function findFrameEnd(
  view: Uint8Array,
  header: FlacFrameHeader,
  isRest: boolean,
): number | 'damaged' | 'cut short' {
  let crc = 0;
  let sawLaterFrame = false;
  for (let at = 0; at < view.length; at++) {
    const byte = view[at]!;
    if (byte === 0xff && at > header.headerBytes) {
      const next = parseFlacFrameHeader(view, at);
      if (next !== undefined && next.number >= header.nextNumber) {
        if (crc === 0 && next.number === header.nextNumber) return at;
        sawLaterFrame = true;
      }
    }
    crc = ((crc << 8) & 0xffff) ^ CRC16_TABLE[(crc >> 8) ^ byte]!;
  }
  if (isRest && crc === 0) return view.length;
  return isRest && !sawLaterFrame ? 'cut short' : 'damaged';
}

function brokenOff(
  window: ByteWindow,
  info: FlacStreamInfo,
  frames: number,
  bytesLeft: number,
): OperationalError {
  return bytesLeft < MAX_FLAC_HEADER_BYTES
    ? cutShort(window, info, frames)
    : damaged(window, info, frames);
}

function cutShort(window: ByteWindow, info: FlacStreamInfo, frames: number): OperationalError {
  const expected = info.totalFrames === undefined ? '' : ` of ${info.totalFrames}`;
  return new OperationalError(
    'input-truncated',
    `${window.file.path} is a FLAC file that is cut short: ${frames}${expected} frames are whole. ` +
      'Copy or download it again.',
  );
}

function damaged(window: ByteWindow, info: FlacStreamInfo, frames: number): OperationalError {
  const seconds = (frames / info.rateHz).toFixed(2);
  return new OperationalError(
    'input-format',
    `${window.file.path} is a FLAC file damaged at ${seconds} s (frame ${frames}, byte ` +
      `${window.position}): its checksum does not match. Copy or download it again.`,
  );
}
