/**
 * SamplingTask: one model input as plain data that crosses threads: the conditioning of a chunk,
 * and how to sample the rest. Whose stems they are, and at which rate, the model's card knows.
 */
import type { StemBlock } from '../signal/stem-block.js';
import type { SamplingPlan } from './sampling-plan.js';

export interface SamplingTask<Plan extends SamplingPlan = SamplingPlan> {
  readonly plan: Plan;
  readonly channels: number;
  readonly frames: number;
  /** position of the chunk in the recording; noise is drawn by absolute frame */
  readonly startFrame: number;
  /** [channels][frames], or null: sample the prior */
  readonly mixture: Float32Array | null;
  /** stems whose masked part is known, or null: nothing is */
  readonly known: StemBlock | null;
  /**
   * [stems][frames] of 0 and 1 (1 = known), the same for every channel; null exactly when `known`
   * is
   */
  readonly knownMask: Float32Array | null;
}
