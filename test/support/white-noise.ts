/**
 * White noise: uniform in [-amplitude, amplitude), the same for the same seed.
 */

/** A 32-bit linear congruential generator; its top 24 bits are what a 32-bit float can hold. */
export function whiteNoise(frames: number, seed: number, amplitude = 0.5): Float32Array {
  let state = (seed * 2_654_435_761) >>> 0;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return amplitude * ((state >>> 8) / 2 ** 23 - 1);
  });
}
