/**
 * Memory stems: a sink that keeps the mean of each stem's channels in memory, for what goes on with them at once.
 */
import { concatenateRows, meanRow } from '../signal/rows.js';
import type { PlanarBlock } from '../signal/planar-block.js';
import { stemRow, type StemBlock } from '../signal/stem-block.js';
import type { StemSink } from './stem-sink.js';

export interface MemoryStems extends StemSink {
  /** [stems][frames], mono, all that was written */
  rows(): PlanarBlock;
}

/** @param stems of each block */
export function memoryStems(stems: number): MemoryStems {
  const rows: Float32Array[][] = Array.from({ length: stems }, () => []);
  return {
    write: (block) => {
      rows.forEach((row, stem) => row.push(meanRow(channelsOf(block, stem))));
      return Promise.resolve();
    },
    commit: () => Promise.resolve(),
    discard: () => Promise.resolve(),
    rows: () => rows.map(concatenateRows),
  };
}

function channelsOf(block: StemBlock, stem: number): Float32Array[] {
  return Array.from({ length: block.channels }, (_, channel) => stemRow(block, channel, stem));
}
