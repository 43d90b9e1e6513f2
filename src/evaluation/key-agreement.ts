/**
 * Key agreement: whether two parts are in the same key, or in related ones.
 *
 *   strength[k] = correlation of a part's chroma with the profile of key k, over the 24 major and minor keys
 *   agreement   = correlation of the two parts' strengths
 *
 * Profiles: C. L. Krumhansl and E. J. Kessler, Tracing the dynamic changes in perceived tonal organization (1982), as
 * Krumhansl's key-finding algorithm uses them. Comparing all 24 strengths instead of the best key alone makes a part in a minor
 * count as near to one in C major, and does not jump where two keys fit equally well. 1 for the same harmony, about 0 on the mean
 * over all keys, lowest for keys a tritone apart. A part without pitch, such as drums, says nothing by this.
 */
import { chroma, PITCH_CLASSES } from './chroma.js';
import { correlation } from './correlation.js';
import { isSilent } from '../signal/silence.js';

/** from the tonic up, in semitones */
const MAJOR = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
const MINOR = [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

const PROFILES: readonly Float64Array[] = [MAJOR, MINOR].flatMap((profile) =>
  Array.from({ length: PITCH_CLASSES }, (_, tonic) =>
    Float64Array.from(profile, (__, p) => profile[(p - tonic + PITCH_CLASSES) % PITCH_CLASSES]!),
  ),
);

/** @returns 24 values in [-1, 1]: C major to B major, then C minor to B minor; zeros for a silent row (silence.ts) */
export function keyStrengths(row: Float32Array, rateHz: number): Float64Array {
  if (isSilent(row)) return new Float64Array(PROFILES.length);
  const classes = chroma(row, rateHz);
  return Float64Array.from(PROFILES, (profile) => correlation(classes, profile));
}

/**
 * @param a, b strengths of two parts
 * @returns in [-1, 1]; 0 where one is silent
 */
export function keyAgreement(a: Float64Array, b: Float64Array): number {
  return correlation(a, b);
}
