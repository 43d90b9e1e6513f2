/**
 * Open a model by name: find it, check it, start it where the user wants it to run.
 */
import { CONFIG } from '../config.js';
import { startInference } from '../model/inference-handle.js';
import type { Inference } from '../model/inference.js';
import { loadModelFolder } from '../model/model-folder.js';
import { findModel } from '../model/model-library.js';
import type { ModelOptions } from './options.js';
import type { Run } from './run-command.js';

/** Runs `work` with the model and stops the worker whatever happens. */
export async function withInference<T>(
  { model: name, provider, threads }: ModelOptions,
  { log }: Run,
  work: (inference: Inference) => Promise<T>,
): Promise<T> {
  const { folder } = await findModel(name, CONFIG.modelFolders);
  const model = await loadModelFolder(folder);
  const inference = await startInference({
    model,
    provider,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    for (const note of inference.providerNotes) log.warn(note);
    log.info({ model: model.card.name, provider: inference.provider }, 'model loaded');
    return await work(inference);
  } finally {
    await inference.close();
  }
}
