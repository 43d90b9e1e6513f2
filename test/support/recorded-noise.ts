/** Noise whose draws were written down beforehand, and noise nobody may draw. */
import type { Noise } from '../../src/signal/gaussian-noise.js';

/** @param draws one array [channels][stems][frames] a call of `fill`, in order */
export function recordedNoise(draws: readonly ArrayLike<number>[]): Noise & {
  readonly remaining: () => number;
} {
  let next = 0;
  return {
    fill(out) {
      const draw = draws[next++];
      if (draw === undefined) throw new Error(`recordedNoise: only ${draws.length} draws recorded`);
      out.data.set(draw);
    },
    remaining: () => draws.length - next,
  };
}

export const forbiddenNoise: Noise = {
  fill() {
    throw new Error('noise was drawn where none may be');
  },
};
