/**
 * A stream of planar blocks at another rate: the pull form of signal/resampler.
 *
 * Works in short blocks with a turn of the event loop after each: a decoder's block may hold more than a second, and while it
 * is converted in one go neither a client nor the inference worker would be heard.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { planarFrames, type PlanarBlock } from '../signal/planar-block.js';
import type { Resampler } from '../signal/resampler.js';

/** about 45 ms at 44.1 kHz: one or two milliseconds of converting a stereo recording */
const BLOCK_FRAMES = 2048;

/** Does not close the resampler: whoever made it does. */
export async function* resampled(
  blocks: AsyncIterable<PlanarBlock>,
  resampler: Resampler,
): AsyncGenerator<PlanarBlock> {
  for await (const block of blocks) {
    const frames = planarFrames(block);
    for (let start = 0; start < frames; start += BLOCK_FRAMES) {
      yield resampler.push(block.map((row) => row.subarray(start, start + BLOCK_FRAMES)));
      await nextTurn();
    }
  }
  yield resampler.flush();
}
