/**
 * Where what a live session gave is, summed over its stems, what went in: frame by frame and at one delay.
 */
import type { PlanarBlock } from '../../src/signal/planar-block.js';
import { LIVE_RATE_HZ, type Recorded } from './live-loop.js';

/** Restore promises 2^-25 for stems below full scale; what is played and recorded are its 32-bit floats. */
export const MOST_SUM_ERROR = 2 ** -24;

/** So many frames of sound meet themselves nowhere else. */
const MATCH_FRAMES = 64;

export interface ExactRun {
  readonly frames: number;
  readonly delayFrames: number;
}

/** Frame n of one channel: the sum of the stems, in double precision. */
function sumAt({ output }: Recorded, channel: number, frame: number): number {
  let sum = 0;
  for (let row = channel; row < output.length; row += 2) sum += output[row]![frame] ?? NaN;
  return sum;
}

function isExact(recorded: Recorded, frame: number, delayFrames: number): boolean {
  return recorded.input.every((row, channel) => {
    return Math.abs(sumAt(recorded, channel, frame + delayFrames) - row[frame]!) <= MOST_SUM_ERROR;
  });
}

/** How much later the sound from a frame on comes out again. */
function delayAt(recorded: Recorded, frame: number): number | undefined {
  const most = recorded.input[0]!.length - frame - MATCH_FRAMES;
  for (let delay = 0; delay < most; delay++) {
    let length = 0;
    while (length < MATCH_FRAMES && isExact(recorded, frame + length, delay)) length++;
    if (length === MATCH_FRAMES) return delay;
  }
  return undefined;
}

/** The longest run of sounding frames that come out exactly, all at one delay. */
export function longestExact(recorded: Recorded): ExactRun {
  let best: ExactRun = { frames: 0, delayFrames: 0 };
  const [left] = recorded.input;
  const first = left!.findIndex((sample) => sample !== 0);
  const last = left!.findLastIndex((sample) => sample !== 0);
  for (let start = first; start < last;) {
    const delay = delayAt(recorded, start);
    let frame = start;
    while (delay !== undefined && frame < last && isExact(recorded, frame, delay)) frame++;
    if (delay !== undefined && frame - start > best.frames) {
      best = { frames: frame - start, delayFrames: delay };
    }
    start = Math.max(frame, start + LIVE_RATE_HZ / 20);
  }
  return best;
}

/** The greatest distance of the stems' sum from the input `delayFrames` before; rows of a stem are its channels. */
export function delayedSumError(
  stems: PlanarBlock,
  input: PlanarBlock,
  delayFrames: number,
): number {
  let worst = 0;
  for (const [channel, row] of input.entries()) {
    const rows = stems.filter((_, index) => index % input.length === channel);
    for (let n = delayFrames; n < stems[0]!.length; n++) {
      const sum = rows.reduce((total, stem) => total + stem[n]!, 0);
      worst = Math.max(worst, Math.abs(sum - row[n - delayFrames]!));
    }
  }
  return worst;
}
