/**
 * Sum error of estimates that are whole in memory: clips/sum-error-meter over a track.
 */
import { SumErrorMeter } from '../clips/sum-error-meter.js';
import { createStemBlock, stemRow } from '../signal/stem-block.js';

/** so that no second track lies beside the first */
const BLOCK_FRAMES = 65_536;

/**
 * @param stems [stems] of [frames], as long as the mixture
 * @returns 20 log10 max |mixture - sum of stems|, full scale = 1; -200 where they sum to it exactly
 */
export function sumErrorDbfs(mixture: Float32Array, stems: readonly Float32Array[]): number {
  const meter = new SumErrorMeter(1, (sample) => sample);
  for (let start = 0; start < mixture.length; start += BLOCK_FRAMES) {
    const end = Math.min(start + BLOCK_FRAMES, mixture.length);
    const block = createStemBlock({ channels: 1, stems: stems.length, frames: end - start });
    stems.forEach((row, stem) => {
      stemRow(block, 0, stem).set(row.subarray(start, end));
    });
    meter.pushMixture([mixture.subarray(start, end)]);
    meter.pushStems(block);
  }
  return meter.worstDbfs;
}
