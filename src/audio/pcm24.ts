/**
 * A sample as 24-bit PCM: round(v * 2^23), ties to even, clipped to -2^23 .. 2^23 - 1.
 *
 * No dither: at 24 bits it is below the noise of any converter, and without it the same samples always become the
 * same bytes and each is off by half a step at most.
 */

const FULL_SCALE = 2 ** 23;
/** Doubles of this size have a spacing of 1, so adding it rounds to an integer, ties to even. */
const ROUNDING_SIZE = 1.5 * 2 ** 52;

/** The nearest integer, not clipped. */
export function roundToPcm24(sample: number): number {
  return sample * FULL_SCALE + ROUNDING_SIZE - ROUNDING_SIZE;
}

export function clipToPcm24(value: number): number {
  return Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, value));
}

/** What a sample is for whoever reads the file. */
export function throughPcm24(sample: number): number {
  return clipToPcm24(roundToPcm24(sample)) / FULL_SCALE;
}
