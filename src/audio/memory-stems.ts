/**
 * Memory stems: a sink that keeps rows of stems in memory, for what goes on with them at once: of each the mean of its channels, or
 * of the sum of several.
 */
import { concatenateRows, meanRow, sumRows } from '../signal/rows.js';
import type { PlanarBlock } from '../signal/planar-block.js';
import { stemRow, type StemBlock } from '../signal/stem-block.js';
import type { StemSink } from './stem-sink.js';

export interface MemoryStems extends StemSink {
  /** of each row so far */
  frames(): number;
  /** [row][frames], mono, all that was written */
  rows(): PlanarBlock;
}

/** @param sums for each row the stems of a block that it is the sum of */
export function memoryStems(sums: readonly (readonly number[])[]): MemoryStems {
  const rows: Float32Array[][] = sums.map(() => []);
  let frames = 0;
  return {
    write: (block) => {
      frames += block.frames;
      rows.forEach((row, index) => {
        const means = sums[index]!.map((stem) => meanRow(channelsOf(block, stem)));
        row.push(means.length === 1 ? means[0]! : sumRows(means));
      });
      return Promise.resolve();
    },
    commit: () => Promise.resolve(),
    discard: () => Promise.resolve(),
    frames: () => frames,
    rows: () => rows.map(concatenateRows),
  };
}

function channelsOf(block: StemBlock, stem: number): Float32Array[] {
  return Array.from({ length: block.channels }, (_, channel) => stemRow(block, channel, stem));
}
