/**
 * Solver: one step of the probability-flow equation (Karras et al. 2022, equation 1 with s = 1,
 * sigma(t) = t)
 *
 *   dx/dsigma = (x - D~(x; sigma)) / sigma
 *
 * from sigma down to sigmaNext. A solver adds no noise: churn and correction belong to the sampler, which calls `forget`
 * whenever it has added some.
 *
 * The state is Float32, every scalar a double: each element is computed in double and rounded once
 * a step.
 */
import type { StemBlock } from '../../signal/stem-block.js';
import type { Evaluate } from '../sampler-run.js';

/** One solver belongs to one run: it may keep history between steps. */
export interface Solver {
  /**
   * the global error is O(h^order) in the step size h; measured in
   * test/sampler/solver-order.test.ts
   */
  readonly order: 1 | 2;
  /** evaluations of a step; the step to sigma = 0 always takes one */
  readonly evaluationsPerStep: 1 | 2;
  /** Moves x from sigma > 0 to sigmaNext in [0, sigma), in place. */
  step(x: StemBlock, sigma: number, sigmaNext: number, evaluate: Evaluate): Promise<void>;
  /**
   * The state has left the trajectory it was on (noise was added): history says nothing about it
   * any more.
   */
  forget(): void;
}
