/**
 * Sum error: the promise of the project as a number,
 *
 *   max over frames and channels of | mixture - sum of the stems as they are stored |, in dBFS.
 *
 * Streaming; holds the mixture from when it is decoded until its stems are finished.
 */
import { PlanarFifo } from '../signal/planar-fifo.js';
import { stemRow, type StemBlock } from '../signal/stem-block.js';
import type { PlanarBlock } from '../signal/planar-block.js';

const EXACT_DBFS = -200;

export class SumErrorMeter {
  readonly #mixture: PlanarFifo;
  readonly #stored: (sample: number) => number;
  #worst = 0;

  /** @param stored what a sample becomes in the output file (identity for float, rounding for PCM) */
  constructor(channels: number, stored: (sample: number) => number) {
    this.#mixture = new PlanarFifo(channels);
    this.#stored = stored;
  }

  pushMixture(block: PlanarBlock): void {
    this.#mixture.append(block);
  }

  /** @param stems the next finished frames, native rate [channels][stems][frames] */
  pushStems(stems: StemBlock): void {
    const sum = new Float64Array(stems.frames);
    for (let channel = 0; channel < stems.channels; channel++) {
      sum.fill(0);
      for (let stem = 0; stem < stems.stems; stem++) {
        const row = stemRow(stems, channel, stem);
        for (let t = 0; t < sum.length; t++) sum[t]! += this.#stored(row[t]!);
      }
      const mixture = this.#mixture.peek(channel, stems.frames);
      for (let t = 0; t < sum.length; t++) {
        this.#worst = Math.max(this.#worst, Math.abs(mixture[t]! - sum[t]!));
      }
    }
    this.#mixture.drop(stems.frames);
  }

  /** Never below -200 dBFS, which stands for "exact": JSON has no -Infinity. */
  get worstDbfs(): number {
    return Math.max(20 * Math.log10(this.#worst), EXACT_DBFS);
  }
}
