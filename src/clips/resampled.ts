/**
 * A stream of planar blocks at another rate: the pull form of signal/resampler.
 *
 * Works in short blocks with a turn of the event loop after each: a decoder's block may hold more than a second, and while it
 * is converted in one go neither a client nor the inference worker would be heard.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { planarFrames, type PlanarBlock } from '../signal/planar-block.js';
import type { Resampler } from '../signal/resampler.js';
import { concatenateRows } from '../signal/rows.js';

/** of all channels together, in or out, whichever is more; about 23 ms of stereo at 44.1 kHz */
const BLOCK_SAMPLES = 2048;

/** Does not close the resampler: whoever made it does. */
export async function* resampled(
  blocks: AsyncIterable<PlanarBlock>,
  resampler: Resampler,
): AsyncGenerator<PlanarBlock> {
  for await (const block of blocks) yield* inTurns(block, resampler, 1);
  yield resampler.flush();
}

/**
 * What is ready of one block, as one.
 * @param framesEach what a frame of it becomes, where that is more
 */
export async function resampledBlock(
  block: PlanarBlock,
  resampler: Resampler,
  framesEach: number,
): Promise<PlanarBlock> {
  const parts: PlanarBlock[] = [];
  for await (const part of inTurns(block, resampler, framesEach)) parts.push(part);
  return block.map((_, row) => concatenateRows(parts.map((part) => part[row]!)));
}

async function* inTurns(
  block: PlanarBlock,
  resampler: Resampler,
  framesEach: number,
): AsyncGenerator<PlanarBlock> {
  const frames = planarFrames(block);
  const blockFrames = Math.ceil(BLOCK_SAMPLES / (block.length * Math.max(1, framesEach)));
  for (let start = 0; start < frames; start += blockFrames) {
    yield resampler.push(block.map((row) => row.subarray(start, start + blockFrames)));
    await nextTurn();
  }
}
