/**
 * Memory source: audio that is in memory already, read like a recording.
 */
import { planarFrames, type PlanarBlock } from '../signal/planar-block.js';
import type { AudioSource } from './audio-source.js';

/** Small enough for the main thread to answer in between. */
const BLOCK_FRAMES = 16_384;

/** @param rows [channels][frames], not changed and not copied */
export function memorySource(name: string, rateHz: number, rows: PlanarBlock): AudioSource {
  const frames = planarFrames(rows);
  return {
    name,
    rateHz,
    channels: rows.length,
    expectedFrames: frames,
    async *blocks() {
      for (let start = 0; start < frames; start += BLOCK_FRAMES) {
        yield rows.map((row) => row.subarray(start, start + BLOCK_FRAMES));
        await Promise.resolve();
      }
    },
    close: () => Promise.resolve(),
  };
}
