/**
 * Inference: what the engine sees of a loaded model, wherever it runs.
 *
 * One job at a time: a second `sample` before the first has settled is a programmer error. Data plane: blocks are
 * transferred to the worker and back, not copied; a block that was passed in must not be used afterwards.
 */
import type { SamplingTask } from '../sampler/sampling-task.js';
import type { StemBlock } from '../signal/stem-block.js';
import type { ModelCard } from './model-card.js';

export type { SamplingTask };

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
  /** whether what runs it has ended by itself or been ended, so that every `sample` rejects @default false */
  readonly hasStopped?: boolean;
  sample(task: SamplingTask, options?: SampleOptions): Promise<SamplingResult>;
  close(): Promise<void>;
}
