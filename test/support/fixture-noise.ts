/**
 * The noise that fixtures of the kit were computed from (models/kit/stemwright_kit/separators/noise.py):
 *
 *   state = (1664525 state + 1013904223) mod 2^32, from the seed on;   value = state / 2^31 - 1
 */

export function fixtureNoise(count: number, seed: number): Float64Array {
  const values = new Float64Array(count);
  let state = seed;
  for (let n = 0; n < count; n++) {
    // a product of 32 bits each is beyond what doubles hold
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    values[n] = state / 2 ** 31 - 1;
  }
  return values;
}
