/**
 * ProjDiff (Zhang et al. 2024, arXiv 2406.06959, as its code separates music): not a solver of the flow but a descent on the
 * stems themselves. u is the estimate, x the estimate under fresh noise.
 *
 *   x = u + sigma eps                              the sampler's, eps fresh in every step
 *   m = m/2 + (D~(x; sigma) - u)/2                 the second step's m is the difference alone
 *   u' = u + m/2                                   the first step's u' is D~
 *
 * A sample of the flow carries the prior's spread; the mean of what the stems may be does not, and errors of a stem are least
 * there. This goes to the mean: with `consistent` D~ and u lie in the plane where the stems sum to the mixture, which is the
 * projection of the name, and on a Gaussian prior of variances lambda_k the estimate at rest is
 *
 *   u_k = y (lambda_k + sigma^2) / sum_j (lambda_j + sigma^2)  ->  y lambda_k / sum_j lambda_j      the posterior's mean
 *
 * Its N evaluations a noise level are the sampler's R. It is for separation: nothing would be left of what only noise decides.
 */
import { createStemBlock, type StemBlock } from '../../signal/stem-block.js';
import type { Solver } from './solver.js';

/** How much of m is kept, and how far a step goes along it; as published for one evaluation a level. */
const MOMENTUM = 0.5;
const STEP = 0.5;

export function projdiff(): Solver {
  let estimate: StemBlock | null = null;
  let momentum: Float32Array | null = null;
  return {
    order: null,
    evaluationsPerStep: 1,
    endsClean: true,
    async step(x, sigma, _sigmaNext, evaluate) {
      const denoised = await evaluate(x, sigma);
      if (estimate === null) {
        estimate = createStemBlock(x);
        estimate.data.set(denoised.data);
      } else {
        momentum = descend(estimate.data, momentum, denoised.data);
      }
      x.data.set(estimate.data);
    },
    forget() {
      // fresh noise is part of every step: the estimate is not on a trajectory
    },
  };
}

/** u <- u + m/2, in place; @returns m */
function descend(
  estimate: Float32Array,
  momentum: Float32Array | null,
  denoised: Float32Array,
): Float32Array {
  const keep = momentum === null ? 0 : MOMENTUM;
  const moved = momentum ?? new Float32Array(estimate.length);
  for (let i = 0; i < estimate.length; i++) {
    moved[i] = keep * moved[i]! + (1 - keep) * (denoised[i]! - estimate[i]!);
    estimate[i]! += STEP * moved[i]!;
  }
  return moved;
}
