/**
 * With a separator: runs a part of a job on the model that separates its recording first: the job's own, or another one that is
 * started for it and stopped right after, so that two models take memory only while one of them separates.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Inference } from '../model/inference.js';
import type { ModelCard } from '../model/model-card.js';
import { OperationalError } from '../operational-error.js';
import type { Manifest } from './manifest-schema.js';
import { modelListed } from './manifest.js';
import { cancelPromptly } from './prompt-cancel.js';
import type { ResolvedMixture } from './resolve-job.js';

export interface SeparatorRun {
  /** of the model that the job runs on */
  readonly inference: Inference;
  /** starts another model; it is closed here. Undefined: there are no jobs with two models */
  readonly openSeparator?: ((card: ModelCard) => Promise<Inference>) | undefined;
  readonly signal: AbortSignal;
}

/** What a manifest lists of another model that separated first; null: none did. */
type ListedSeparator = Manifest['separator'];

/**
 * @param work is given the inference that separates
 * @throws OperationalError of starting it; `model-invalid` where it is no longer what the job was resolved for; what `work` throws
 */
export async function withSeparator<Result>(
  { separator, plan }: ResolvedMixture,
  { inference, openSeparator, signal }: SeparatorRun,
  work: (inference: Inference, listed: ListedSeparator) => Promise<Result>,
): Promise<Result> {
  if (separator === undefined) return work(inference, null);
  if (openSeparator === undefined) {
    throw new Error(`withSeparator: nobody can start "${separator.name}"`);
  }
  const opened = await openSeparator(separator);
  try {
    if (!isDeepStrictEqual(opened.card, separator)) throw changed(separator);
    return await work(cancelPromptly(opened).inference, { ...modelListed(opened), plan });
  } finally {
    const closing = opened.close();
    // one that is cancelled cleans up at once; its worker ends an evaluation later
    if (!signal.aborted) await closing;
  }
}

function changed({ name }: ModelCard): OperationalError {
  return new OperationalError(
    'model-invalid',
    `The model "${name}", which was to separate, has been changed since this was asked for. Ask again.`,
  );
}
