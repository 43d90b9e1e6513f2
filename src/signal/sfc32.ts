/**
 * sfc32: 32 random bits a call from 128 bits of state (C. Doty-Humphrey's "small fast chaotic"
 * generator with a counter, PractRand 0.93; the counter makes every period at least 2^32).
 *
 * The state is an Int32Array of four words that the caller owns, so that the generator costs no
 * call and no allocation in an inner loop. Not for secrets.
 */
export type Sfc32State = Int32Array;

/**
 * Rounds after which every bit of the key has reached every bit of the state (PractRand runs 12).
 */
const WARM_UP_ROUNDS = 16;

export function createSfc32State(): Sfc32State {
  return new Int32Array(4);
}

/** Sets the state from four 32-bit words: different keys, different states. */
export function seedSfc32(
  state: Sfc32State,
  [k0, k1, k2, k3]: readonly [number, number, number, number],
): void {
  state[0] = scramble(k0);
  state[1] = scramble(k1 ^ 0x9e3779b9);
  state[2] = scramble(k2 ^ 0x85ebca6b);
  state[3] = scramble(k3 ^ 0x2545f491);
  for (let round = 0; round < WARM_UP_ROUNDS; round++) nextSfc32(state);
}

/** The next 32 bits, as a signed integer. */
export function nextSfc32(state: Sfc32State): number {
  const b = state[1]!;
  const c = state[2]!;
  const counter = state[3]!;
  const bits = (state[0]! + b + counter) | 0;
  state[3] = counter + 1;
  state[0] = b ^ (b >>> 9);
  state[1] = c + (c << 3);
  state[2] = ((c << 21) | (c >>> 11)) + bits;
  return bits;
}

/** Mixes a 32-bit word, one to one (A. Appleby's MurmurHash3 finalizer). */
function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
