/**
 * Level: how loud planar audio is. rms = sqrt(mean(x^2)) over every sample of every row.
 */
import type { PlanarBlock } from './planar-block.js';

/** Root mean square over all rows together, full scale = 1; 0 when there are no samples. */
export function rms(rows: PlanarBlock): number {
  let energy = 0;
  let samples = 0;
  for (const row of rows) {
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator makes an object of every sample, which live sessions would have to collect
    for (let n = 0; n < row.length; n++) energy += row[n]! ** 2;
    samples += row.length;
  }
  return samples === 0 ? 0 : Math.sqrt(energy / samples);
}
