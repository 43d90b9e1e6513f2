/**
 * Generation: no conditioning, the joint prior of all stems is sampled.
 *
 *   D~(x; sigma) = D(x; sigma)
 */
import type { Denoiser } from '../denoiser.js';
import type { Posterior } from './posterior.js';

export function generation(denoiser: Denoiser): Posterior {
  return {
    start() {
      // sigma0 * eps is where the prior starts
    },
    project() {
      // no constraint
    },
    denoise: denoiser,
  };
}
