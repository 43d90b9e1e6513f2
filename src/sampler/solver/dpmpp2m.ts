/**
 * DPM-Solver++(2M), second order with one evaluation a step (Lu et al. 2022, algorithm 2, for alpha
 * = 1, where lambda = -ln sigma):
 *
 *   h = ln(sigma/sigma'),  w = h / (2 h_previous)
 *   x' = (sigma'/sigma) x + (1 - sigma'/sigma) ((1 + w) D~ - w D~_previous)
 *
 * First order (Euler's step) where there is nothing to extrapolate from or no finite h: the first
 * step, the step to sigma' = 0, and every step after noise was added. With churn that is every
 * step, so churn makes this solver Euler's; with correction it is every repeat but the first of an
 * interval. D~_previous belongs to the noise that was in x then: against fresh noise, (D~ -
 * D~_previous) would measure the difference of two noises, not a slope.
 *
 * Imputation covers known audio with fresh noise before each evaluation and does not count as such:
 * there D~ is the known audio both times, and elsewhere the network sees the change only through
 * what it conditions on.
 */
import type { StemBlock } from '../../signal/stem-block.js';
import { moveTowards } from './euler.js';
import type { Solver } from './solver.js';

export function dpmpp2m(): Solver {
  let previous: { denoised: StemBlock; sigma: number } | null = null;
  return {
    order: 2,
    evaluationsPerStep: 1,
    async step(x, sigma, sigmaNext, evaluate) {
      const denoised = await evaluate(x, sigma);
      if (previous === null || sigmaNext === 0) {
        moveTowards(x, denoised, sigmaNext / sigma);
      } else {
        const weight = Math.log(sigma / sigmaNext) / (2 * Math.log(previous.sigma / sigma));
        moveTowardsExtrapolated(x, denoised, previous.denoised, sigmaNext / sigma, weight);
      }
      previous = { denoised, sigma };
    },
    forget() {
      previous = null;
    },
  };
}

function moveTowardsExtrapolated(
  x: StemBlock,
  denoised: StemBlock,
  previousDenoised: StemBlock,
  keep: number,
  weight: number,
): void {
  const state = x.data;
  const target = denoised.data;
  const before = previousDenoised.data;
  const give = 1 - keep;
  for (let i = 0; i < state.length; i++) {
    const extrapolated = target[i]! + weight * (target[i]! - before[i]!);
    state[i] = keep * state[i]! + give * extrapolated;
  }
}
