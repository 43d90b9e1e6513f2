/**
 * A sink that keeps what it is given: stems as [channel][stem] rows.
 */
import type { StemSink } from '../../src/audio/stem-sink.js';
import { concatenateRows } from '../../src/signal/rows.js';
import { stemRow } from '../../src/signal/stem-block.js';

export interface MemorySink extends StemSink {
  /** everything written so far to one stem of one channel */
  row(channel: number, stem: number): Float32Array;
}

export function memorySink(): MemorySink {
  const parts = new Map<string, Float32Array[]>();
  return {
    write: (block) => {
      for (let channel = 0; channel < block.channels; channel++) {
        for (let stem = 0; stem < block.stems; stem++) {
          const key = `${channel}/${stem}`;
          parts.set(key, [...(parts.get(key) ?? []), stemRow(block, channel, stem).slice()]);
        }
      }
      return Promise.resolve();
    },
    commit: () => Promise.resolve(),
    discard: () => Promise.resolve(),
    row: (channel, stem) => concatenateRows(parts.get(`${channel}/${stem}`) ?? []),
  };
}
