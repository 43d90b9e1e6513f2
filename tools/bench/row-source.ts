/**
 * A mono recording that is in memory already.
 */
import type { AudioSource } from '../../src/audio/audio-source.js';
import { syntheticSource } from '../../test/support/synthetic-source.js';

export function rowSource(row: Float32Array, rateHz: number): AudioSource {
  return syntheticSource({
    rateHz,
    channels: 1,
    frames: row.length,
    blockFrames: 65_536,
    sample: (_, frame) => row[frame]!,
  });
}
