/**
 * Pearson's correlation of two series of one length.
 *
 *   r = sum (a - mean a)(b - mean b) / sqrt(sum (a - mean a)^2 sum (b - mean b)^2)
 */

/** @returns in [-1, 1]; 0 where one side does not vary. */
export function correlation(a: Float64Array, b: Float64Array): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let cross = 0;
  let energyA = 0;
  let energyB = 0;
  for (let m = 0; m < a.length; m++) {
    cross += (a[m]! - meanA) * (b[m]! - meanB);
    energyA += (a[m]! - meanA) ** 2;
    energyB += (b[m]! - meanB) ** 2;
  }
  const scale = Math.sqrt(energyA * energyB);
  return scale === 0 ? 0 : cross / scale;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
