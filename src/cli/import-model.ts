/**
 * Importing a model: a model folder is copied beside the user's others; published checkpoints (.ckpt) become such a
 * folder there by the Python kit (models/kit/import_msdm.py). Either way the model appears whole or not at all.
 */
import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { CONFIG } from '../config/config.js';
import { loadModelFolder } from '../model/model-folder.js';
import { OperationalError } from '../operational-error.js';
import { checkpointsToModel, type CheckpointOptions } from './checkpoint-importer.js';
import type { Run } from './run-command.js';

/** @param sources one model folder, or checkpoint files, which may be written STEM=FILE */
export async function importModel(
  run: Run,
  sources: readonly string[],
  options: CheckpointOptions,
): Promise<void> {
  const [library] = CONFIG.modelFolders;
  const [first] = sources;
  const folder =
    sources.length === 1 && first !== undefined && !(await isFile(first)) ? first : null;
  // a broken folder is reported by its own name, not by its copy's
  if (folder !== null) await loadModelFolder(folder);
  const staging = await written(library, async () => {
    await mkdir(library, { recursive: true });
    return mkdtemp(path.join(library, '.import-'));
  });
  try {
    if (folder === null) await checkpointsToModel(run, sources, staging, options);
    else await written(library, () => cp(folder, staging, { recursive: true }));
    const { card } = await loadModelFolder(staging);
    const target = path.join(library, card.name);
    await written(library, async () => {
      await rm(target, { recursive: true, force: true });
      await rename(staging, target);
    });
    run.console.jsonResult({ name: card.name, folder: target });
    run.console.result(`Imported ${card.name} ${card.version} to ${target}.`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function isFile(source: string): Promise<boolean> {
  return stat(source).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

async function written<Result>(library: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    throw new OperationalError(
      'output-failed',
      `Cannot write the model to ${library}; is there room?`,
      { cause },
    );
  }
}
