/**
 * The frames of a native FLAC stream, each checked. Where some are damaged, reading goes on at the next intact one, and the
 * frames between, which are counted, become silence, so that nothing after them moves.
 */
import type { DecodedBlock } from './audio-stream.js';
import type { ByteWindow } from './byte-window.js';
import type { DamageLog } from '../damage-log.js';
import { decodeFlacFrame, type FlacFrame } from './flac-frame.js';
import { MAX_FLAC_HEADER_BYTES, parseFlacFrameHeader } from './flac-frame-header.js';
import type { FlacStreamInfo } from './flac-stream-info.js';
import { FlacTimeline } from './flac-timeline.js';

/** as many as there can be in a FLAC frame */
const MOST_BLOCK_FRAMES = 65_536;

/**
 * The samples from the window's position to its end.
 * @throws OperationalError `input-unreadable`
 */
export async function* flacFrames(
  window: ByteWindow,
  info: FlacStreamInfo,
  damage: DamageLog,
): AsyncGenerator<DecodedBlock, void, void> {
  const timeline = new FlacTimeline(info, damage);
  let passedBytes = 0;
  while (!timeline.isComplete) {
    const found = await frameAtWindow(window, info);
    if (found === 'end') break;
    if (found === undefined || !timeline.canFollow(found.header)) {
      window.passOver(1);
      passedBytes += 1 + (await advanceToSync(window));
      continue;
    }
    if (passedBytes > 0) {
      timeline.tellPassed({ passedBytes, position: window.position }, 'FLAC frame');
    }
    passedBytes = 0;
    yield* timeline.place(found);
    window.advance(found.bytes);
  }
  timeline.end(passedBytes);
}

async function frameAtWindow(
  window: ByteWindow,
  info: FlacStreamInfo,
): Promise<FlacFrame | 'end' | undefined> {
  const start = await window.fill(MAX_FLAC_HEADER_BYTES);
  if (start.length === 0) return 'end';
  const header = parseFlacFrameHeader(start, 0);
  if (header === undefined) return undefined;
  return decodeFlacFrame(await window.fill(mostFrameBytes(header.frames, info)), info);
}

/** Moves to the next byte that can begin a frame. @returns how many bytes it passes over */
async function advanceToSync(window: ByteWindow): Promise<number> {
  const view = await window.fill(MAX_FLAC_HEADER_BYTES);
  const index = view.indexOf(0xff);
  const passed = index < 0 ? view.length : index;
  window.passOver(passed);
  return passed;
}

/** No encoder writes a frame longer than its plain samples, side channel's extra bit included. */
function mostFrameBytes(frames: number, { channels, bits }: FlacStreamInfo): number {
  const subframeHeaderBytes = 8;
  const sampleBytes = Math.ceil((Math.min(frames, MOST_BLOCK_FRAMES) * (bits + 1)) / 8);
  return 2 * MAX_FLAC_HEADER_BYTES + channels * (sampleBytes + subframeHeaderBytes);
}
