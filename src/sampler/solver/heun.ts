/**
 * Heun's method, second order (Karras et al. 2022, algorithm 1 without its noise):
 *
 *   d  = (x - D~(x; sigma)) / sigma            x* = x + (sigma' - sigma) d
 *   d* = (x* - D~(x*; sigma')) / sigma'        x' = x + (sigma' - sigma) (d + d*)/2
 *
 * The step to sigma' = 0 has no d* and is Euler's. x* is put on the constraint before it is
 * evaluated, and d* is taken at the point that was evaluated.
 */
import { createStemBlock, type StemBlock } from '../../signal/stem-block.js';
import { moveTowards } from './euler.js';
import type { Solver } from './solver.js';

export function heun(): Solver {
  let predicted: StemBlock | null = null;
  return {
    order: 2,
    evaluationsPerStep: 2,
    async step(x, sigma, sigmaNext, evaluate) {
      const denoised = await evaluate(x, sigma);
      if (sigmaNext === 0) {
        moveTowards(x, denoised, 0);
        return;
      }
      predicted ??= createStemBlock(x);
      predicted.data.set(x.data);
      moveTowards(predicted, denoised, sigmaNext / sigma);
      average(x, { sigma, denoised }, predicted, {
        sigma: sigmaNext,
        denoised: await evaluate(predicted, sigmaNext),
      });
    },
    forget() {
      // a one-step method has no history: both evaluations of a step lie between two additions of
      // noise
    },
  };
}

interface Evaluation {
  readonly sigma: number;
  readonly denoised: StemBlock;
}

function average(x: StemBlock, here: Evaluation, predicted: StemBlock, there: Evaluation): void {
  const half = (there.sigma - here.sigma) / 2;
  const state = x.data;
  const from = here.denoised.data;
  const ahead = predicted.data;
  const to = there.denoised.data;
  for (let i = 0; i < state.length; i++) {
    const d = (state[i]! - from[i]!) / here.sigma;
    const dAhead = (ahead[i]! - to[i]!) / there.sigma;
    state[i] = state[i]! + half * (d + dAhead);
  }
}
