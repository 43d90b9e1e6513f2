/**
 * Euler's method, first order:
 *
 *   x' = x + (sigma' - sigma) (x - D~)/sigma = (sigma'/sigma) x + (1 - sigma'/sigma) D~
 *
 * The second form has no difference of large numbers, and gives D~ itself at sigma' = 0.
 */
import type { StemBlock } from '../../signal/stem-block.js';
import type { Solver } from './solver.js';

export function euler(): Solver {
  return {
    order: 1,
    evaluationsPerStep: 1,
    async step(x, sigma, sigmaNext, evaluate) {
      moveTowards(x, await evaluate(x, sigma), sigmaNext / sigma);
    },
    forget() {
      // a one-step method has no history
    },
  };
}

/**
 * x <- keep * x + (1 - keep) * denoised, in place: the step of every solver, differing in
 * `denoised`.
 */
export function moveTowards(x: StemBlock, denoised: StemBlock, keep: number): void {
  const state = x.data;
  const target = denoised.data;
  const give = 1 - keep;
  for (let i = 0; i < state.length; i++) state[i] = keep * state[i]! + give * target[i]!;
}
