/**
 * Clip job: what every offline job needs, whatever it makes of its inputs.
 */
import type { StemSink } from '../audio/stem-sink.js';
import type { Inference } from '../model/inference.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { OnClipEvent } from './clip-event.js';

export interface ClipJob {
  readonly plan: SamplingPlan;
  readonly inference: Inference;
  /** the caller's to commit or discard */
  readonly sink: StemSink;
  readonly signal?: AbortSignal;
  readonly onEvent: OnClipEvent;
}
