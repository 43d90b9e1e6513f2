/**
 * Posterior: what ties the sampled stems to the conditioning.
 *
 * A posterior is a wrapped denoiser plus a projection. Writing it as a denoiser (rather than as a
 * drift) is what lets every solver, including the multistep one, apply to every posterior
 * unchanged:
 *
 *   dx/dsigma = (x - D~(x; sigma)) / sigma
 *
 * The state x belongs to the sampler. `start` and `project` are the only places where a posterior
 * may change it, and they say so by their names; `denoise` must leave it alone. All three throw an
 * Error when x has not the shape of the posterior's conditioning.
 */
import type { Noise } from '../../signal/gaussian-noise.js';
import type { StemBlock } from '../../signal/stem-block.js';

export interface Posterior {
  /** Turns x = sigma0 * eps, in place, into the state the sampler starts from. */
  start(x: StemBlock, sigma0: number): void;
  /**
   * Puts x, in place, on the constraint at noise level sigma. Called before every evaluation, and
   * once more with sigma = 0 at the very end, where what is known must be restored exactly.
   * @param noise the source of the noise that known audio is covered with; not drawn from when
   *   sigma is 0
   */
  project(x: StemBlock, sigma: number, noise: Noise): void;
  /**
   * Takes out of noise that is about to be added to x, in place, what would lead off the constraint. Absent: nothing.
   * So a posterior whose constraint the solver's steps keep need not project before every evaluation.
   */
  admit?(eps: StemBlock): void;
  /** D~(x; sigma), same shape as x, with `into` as a denoiser has it; the caller's from then on. */
  denoise(x: StemBlock, sigma: number, into?: StemBlock): Promise<StemBlock>;
}
