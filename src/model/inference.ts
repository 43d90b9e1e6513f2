/**
 * Inference: what the engine sees of a loaded model, wherever it runs.
 *
 * One job at a time: a second `sample` before the first has settled is a programmer error. Data plane: blocks are
 * transferred to the worker and back, not copied; a block that was passed in must not be used afterwards.
 */
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { StemBlock } from '../signal/stem-block.js';
import type { ModelCard } from './model-card.js';

/** One model input: what is given about a chunk, and how to sample the rest. */
export interface SamplingTask {
  readonly plan: SamplingPlan;
  readonly channels: number;
  readonly frames: number;
  /** position of the chunk in the recording; noise is drawn by absolute frame */
  readonly startFrame: number;
  /** [channels][frames], or null: sample the prior */
  readonly mixture: Float32Array | null;
  /** stems whose masked part is given, or null: nothing is known */
  readonly known: StemBlock | null;
  /** [stems][frames] of 0 and 1 (1 = known), the same for every channel; null exactly when `known` is */
  readonly knownMask: Float32Array | null;
}

export interface SamplingResult {
  readonly stems: StemBlock;
  /** network evaluations */
  readonly evaluations: number;
  /** time spent inside the ONNX session, for the overhead figure */
  readonly sessionSeconds: number;
}

export interface SampleOptions {
  /** aborting rejects with code `cancelled` within one evaluation */
  readonly signal?: AbortSignal;
  /** fraction of this chunk's evaluations done, strictly increasing to 1 */
  readonly onProgress?: (fraction: number) => void;
}

export interface Inference {
  readonly card: ModelCard;
  /** sha256 of the graph, hex */
  readonly graphSha256: string;
  /** the execution provider that really runs the graph, e.g. "cpu" */
  readonly provider: string;
  /** why earlier choices were not taken, one sentence each; empty when the first choice runs */
  readonly providerNotes: readonly string[];
  sample(task: SamplingTask, options?: SampleOptions): Promise<SamplingResult>;
  close(): Promise<void>;
}
