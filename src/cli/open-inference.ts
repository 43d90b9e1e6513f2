/**
 * Open a model by name: find it, check it, start it where the user wants it to run.
 */
import { availableParallelism } from 'node:os';

import { cancelPromptly } from '../jobs/prompt-cancel.js';
import { startInference } from '../model/inference-handle.js';
import type { ModelCard } from '../model/model-card.js';
import type { Inference } from '../model/inference.js';
import { loadModelFolder } from '../model/model-folder.js';
import { findModel, openModelLibrary } from '../model/model-library.js';
import type { ModelTask } from '../model/model-task.js';
import { requireTaskIn } from '../model/require-task.js';
import { throwIfCancelled } from '../operational-error.js';
import type { ModelOptions } from './options.js';
import type { Run } from './run-command.js';

/** Runs `work`, which is to do the task, with the model, and stops the worker whatever happens. */
export function withInference<T>(
  options: ModelOptions,
  task: ModelTask,
  run: Run,
  work: (inference: Inference) => Promise<T>,
): Promise<T> {
  return withInferences(options, task, run, 1, ([inference]) => work(inference!));
}

/** Starts another model, which separates before the one of the options goes on; the caller's to close. */
export function separatorOpener(
  { modelFolders, provider, threads }: ModelOptions,
  { log }: Run,
): (card: ModelCard) => Promise<Inference> {
  return async ({ name }) => {
    const { folder } = await findModel(name, modelFolders);
    const inference = await startInference({
      model: await loadModelFolder(folder),
      provider,
      threads,
    });
    for (const note of inference.providerNotes) log.warn(note);
    log.info({ model: name, provider: inference.provider }, 'model loaded');
    return inference;
  };
}

/**
 * The same with the model several times over, each with a worker and a share of the processor of its own. Where it does
 * not run on the processor there is one.
 *
 * Interrupted work ends at once, before the evaluation that its worker is at; the worker then keeps the process alive until it
 * has ended, or for as long as interruption.ts lets it.
 */
export async function withInferences<T>(
  { model: name, modelFolders, provider, threads }: ModelOptions,
  task: ModelTask,
  { log, signal }: Run,
  count: number,
  work: (inferences: readonly Inference[]) => Promise<T>,
): Promise<T> {
  const library = openModelLibrary(modelFolders);
  const { folder, card } = await library.find(name);
  // before gigabytes are read
  await requireTaskIn(library, card, task);
  const model = await loadModelFolder(folder);
  const share = count === 1 ? undefined : Math.max(1, Math.floor(availableParallelism() / count));
  const inferences: Inference[] = [];
  try {
    do {
      const inference = await startInference({ model, provider, threads: threads ?? share });
      inferences.push(inference);
      for (const note of inference.providerNotes) log.warn(note);
      log.info({ model: model.card.name, provider: inference.provider }, 'model loaded');
    } while (inferences.length < count && inferences[0]!.provider === 'cpu');
    throwIfCancelled(signal);
    return await work(inferences.map((inference) => cancelPromptly(inference).inference));
  } finally {
    const closing = Promise.all(inferences.map((inference) => inference.close()));
    if (!signal.aborted) await closing;
  }
}
