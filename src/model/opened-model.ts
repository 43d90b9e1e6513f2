/**
 * Opened model [worker thread]: a model of either kind whose sessions are open, as what serves it sees it, and how it is asked for.
 */
import type { SamplingResult, SamplingTask } from './inference.js';
import type { Provider, ProviderPreference } from './provider.js';
import type { SampleOnSessionOptions } from './sample-on-session.js';

/**
 * When it is known that a separator's networks run: `at-once`, by evaluating them, which may take seconds; or by the `first-chunk` that
 * is separated. A provider other than the CPU, and a denoiser, whose chunks may be short, are proven at once in either case.
 */
export type Proof = 'at-once' | 'first-chunk';

export interface OpeningRequest {
  readonly provider: ProviderPreference;
  /** of one operator on the CPU, >= 1; undefined: as onnxruntime chooses */
  readonly threads?: number | undefined;
  readonly proof: Proof;
}

export interface OpenedModel {
  readonly provider: Provider;
  /** why earlier choices were not taken, one sentence each */
  readonly notes: readonly string[];
  /** @throws OperationalError `cancelled`, `inference-failed`; Error where the plan is one for the other kind */
  sample(task: SamplingTask, options: SampleOnSessionOptions): Promise<SamplingResult>;
  release(): Promise<void>;
}
