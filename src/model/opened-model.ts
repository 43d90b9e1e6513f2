/**
 * Opened model [worker thread]: a model of either kind whose sessions are open, as what serves it sees it.
 */
import type { SamplingResult, SamplingTask } from './inference.js';
import type { Provider } from './provider.js';
import type { SampleOnSessionOptions } from './sample-on-session.js';

export interface OpenedModel {
  readonly provider: Provider;
  /** why earlier choices were not taken, one sentence each */
  readonly notes: readonly string[];
  /** @throws OperationalError `cancelled`, `inference-failed`; Error where the plan is one for the other kind */
  sample(task: SamplingTask, options: SampleOnSessionOptions): Promise<SamplingResult>;
  release(): Promise<void>;
}
