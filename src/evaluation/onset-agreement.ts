/**
 * Onset agreement: whether two parts begin their notes at the same moments.
 *
 *   agreement = correlation of the two onset strengths, each smoothed by a Hann window of 100 ms, at lag 0
 *
 * 1 for the same rhythm, about 0 for unrelated ones, negative where one part plays in the gaps of the other. Smoothing lets
 * onsets up to 50 ms apart count as near, the usual tolerance of onset evaluation; to take the best of several lags instead would
 * give unrelated parts a positive score. Parts of one band do not reach 1: how far real ones get is the upper bound to compare with.
 */
import { correlation } from './correlation.js';
import type { OnsetStrength } from './onset-strength.js';

const TOLERANCE_SECONDS = 0.05;

/**
 * @returns in [-1, 1]; 0 where a part has no onsets at all
 * @throws Error when the two differ in length or hop
 */
export function onsetAgreement(a: OnsetStrength, b: OnsetStrength): number {
  if (a.values.length !== b.values.length || a.hopSeconds !== b.hopSeconds) {
    throw new Error(
      `onsetAgreement: ${a.values.length} values every ${a.hopSeconds} s, ` +
        `but ${b.values.length} every ${b.hopSeconds} s`,
    );
  }
  return correlation(smoothed(a), smoothed(b));
}

/** Near the ends the window is cut, and what is left of it weighs as much as all of it. */
function smoothed({ values, hopSeconds }: OnsetStrength): Float64Array {
  const reach = Math.ceil(TOLERANCE_SECONDS / hopSeconds) - 1;
  const weights = Array.from(
    { length: 2 * reach + 1 },
    (_, i) => Math.cos((Math.PI * (i - reach) * hopSeconds) / (2 * TOLERANCE_SECONDS)) ** 2,
  );
  return values.map((_, m) => {
    let sum = 0;
    let weight = 0;
    for (let i = Math.max(0, m - reach); i <= Math.min(values.length - 1, m + reach); i++) {
      sum += weights[i - m + reach]! * values[i]!;
      weight += weights[i - m + reach]!;
    }
    return sum / weight;
  });
}
