/**
 * Prompt cancel: an inference whose `sample` gives up the moment it is cancelled, instead of when the network's
 * evaluation at hand ends, which with a large model may be seconds later. So a cancelled job cleans up at once.
 *
 * The worker still finishes that evaluation: until `settled` resolves, it must not be given another task.
 */
import type { Inference } from '../model/inference.js';
import { untilAborted } from '../until-aborted.js';

export interface PromptInference {
  readonly inference: Inference;
  /** Resolves, never rejects, once the worker has nothing to do. */
  readonly settled: () => Promise<void>;
}

export function cancelPromptly(inner: Inference): PromptInference {
  let settled: Promise<unknown> = Promise.resolve();
  const inference: Inference = {
    card: inner.card,
    graphSha256: inner.graphSha256,
    provider: inner.provider,
    providerNotes: inner.providerNotes,
    sample: (task, options = {}) => {
      const sampling = inner.sample(task, options);
      settled = sampling.catch(() => undefined);
      return untilAborted(sampling, options.signal);
    },
    get hasStopped() {
      return inner.hasStopped === true;
    },
    close: () => inner.close(),
  };
  return {
    inference,
    settled: async () => {
      await settled;
    },
  };
}
