/**
 * Level: how loud planar audio is. rms = sqrt(mean(x^2)) over every sample of every row.
 */
import type { PlanarBlock } from './planar-block.js';

/** Root mean square over all rows together, full scale = 1; 0 when there are no samples. */
export function rms(rows: PlanarBlock): number {
  let energy = 0;
  let samples = 0;
  for (const row of rows) {
    for (const value of row) energy += value * value;
    samples += row.length;
  }
  return samples === 0 ? 0 : Math.sqrt(energy / samples);
}
