/**
 * Select stems: a sink that passes on some of the stems it is given.
 */
import type { StemSink } from '../audio/stem-sink.js';
import { createStemBlock, stemRow } from '../signal/stem-block.js';

/** @param selected indices of the stems to keep, in the order the inner sink wants them */
export function selectStems(sink: StemSink, selected: readonly number[]): StemSink {
  return {
    write: (block) => {
      const kept = createStemBlock({ ...block, stems: selected.length });
      for (let channel = 0; channel < block.channels; channel++) {
        selected.forEach((stem, index) => {
          stemRow(kept, channel, index).set(stemRow(block, channel, stem));
        });
      }
      return sink.write(kept);
    },
    commit: () => sink.commit(),
    discard: () => sink.discard(),
  };
}
