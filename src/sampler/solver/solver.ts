/**
 * Solver: one step of the probability-flow equation (Karras et al. 2022, equation 1 with s = 1,
 * sigma(t) = t)
 *
 *   dx/dsigma = (x - D~(x; sigma)) / sigma
 *
 * from sigma down to sigmaNext, or (projdiff) what takes its place. A solver adds no noise: churn and correction
 * belong to the sampler, which calls `forget` whenever it has added some.
 *
 * The state is Float32, every scalar a double: each element is computed in double and rounded once
 * a step.
 */
import type { StemBlock } from '../../signal/stem-block.js';

/**
 * Puts x on the posterior's constraint, in place, and returns D~(x; sigma). The solver may change it, and has it until
 * the evaluation after the next: two blocks take turns.
 */
export type Evaluate = (x: StemBlock, sigma: number) => Promise<StemBlock>;

/** One solver belongs to one run: it may keep history between steps. */
export interface Solver {
  /**
   * the global error is O(h^order) in the step size h; measured in
   * test/sampler/solver-order.test.ts. null: it does not follow the flow
   */
  readonly order: 1 | 2 | null;
  /** evaluations of a step; the step to sigma = 0 always takes one */
  readonly evaluationsPerStep: 1 | 2;
  /** a step leaves no noise in x, whatever sigmaNext is: the sampler adds that of the next level */
  readonly endsClean: boolean;
  /** Moves x from sigma > 0 to sigmaNext in [0, sigma), or to 0 where it ends clean, in place. */
  step(x: StemBlock, sigma: number, sigmaNext: number, evaluate: Evaluate): Promise<void>;
  /**
   * The state has left the trajectory it was on (noise was added): history says nothing about it
   * any more.
   */
  forget(): void;
}
