/**
 * A stream of planar blocks at another rate: the pull form of signal/resampler.
 */
import type { PlanarBlock } from '../signal/planar-block.js';
import type { Resampler } from '../signal/resampler.js';

/** Does not close the resampler: whoever made it does. */
export async function* resampled(
  blocks: AsyncIterable<PlanarBlock>,
  resampler: Resampler,
): AsyncGenerator<PlanarBlock> {
  for await (const block of blocks) yield resampler.push(block);
  yield resampler.flush();
}
