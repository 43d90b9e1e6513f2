/**
 * Importing a model: a model folder is copied beside the user's others; published checkpoints (.ckpt) become such a
 * folder there by the Python kit (models/kit/import_msdm.py). Either way the model appears whole or not at all.
 *
 * A model of that name stays, unless it is to be replaced: then it is put aside under a name that begins with a dot, and
 * deleted once the new one is in its place, and its files are listed. Sources are never deleted, not even where they are in that
 * place themselves.
 */
import { cp, lstat, mkdtemp, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { outputFailed } from '../audio/output-failed.js';
import { loadModelFolder } from '../model/model-folder.js';
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import { checkpointsToModel, type CheckpointOptions } from './checkpoint-importer.js';
import { configuredModels } from './configured-options.js';
import type { Run } from './run-command.js';

export interface ImportOptions extends CheckpointOptions {
  /** whether a model of the same name is replaced */
  readonly replace: boolean;
}

/**
 * @param sources one model folder, or checkpoint files, which may be written STEM=FILE
 * @throws OperationalError `output-exists` where there is a model of that name and it may not be replaced
 */
export async function importModel(
  run: Run,
  sources: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const library = (await configuredModels()).modelFolders[0]!;
  const [first] = sources;
  const folder =
    sources.length === 1 && first !== undefined && !(await isFile(first)) ? first : null;
  // a broken folder is reported by its own name, not by its copy's
  if (folder !== null) {
    const { card } = await loadModelFolder(folder);
    await checkTarget(path.join(library, card.name), sources, options);
  }
  const staging = await written(library, async () => {
    await createFolder(library);
    return mkdtemp(path.join(library, '.import-'));
  });
  try {
    if (folder === null) await checkpointsToModel(run, sources, staging, options);
    else await written(library, () => copyFiles(folder, staging));
    const { card } = await loadModelFolder(staging);
    throwIfCancelled(run.signal);
    const target = path.join(library, card.name);
    await checkTarget(target, sources, options);
    const replaced = await written(library, () => putInPlace(staging, target));
    for (const file of replaced) run.console.note(`${file} of the model before is gone.`);
    run.console.jsonResult({ name: card.name, folder: target, replaced });
    run.console.result(`Imported ${card.name} ${card.version} to ${target}.`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * Links to files are copied as files: a copy must not depend on another place, least of all on the model that it replaces.
 * Links to folders, which may lead anywhere, and links that lead nowhere are left out.
 */
async function copyFiles(folder: string, staging: string): Promise<void> {
  const source = await realpath(folder);
  await cp(source, staging, {
    recursive: true,
    dereference: true,
    filter: async (from) => !(await lstat(from)).isSymbolicLink() || (await isFile(from)),
  });
}

async function checkTarget(
  target: string,
  sources: readonly string[],
  { replace }: ImportOptions,
): Promise<void> {
  if (!(await exists(target))) return;
  const place = await realpath(target).catch(() => target);
  for (const source of sources) {
    const file = source.slice(source.indexOf('=') + 1);
    for (const given of [source, file]) {
      const resolved = await realpath(given).catch(() => undefined);
      if (resolved !== place && resolved?.startsWith(place + path.sep) !== true) continue;
      throw new OperationalError(
        'output-exists',
        `${given} is in ${target} already, where this import would put the model. There is nothing to import.`,
      );
    }
  }
  if (replace) return;
  throw new OperationalError(
    'output-exists',
    `${target} exists already, and stays. Give the model another name in its card, move that folder away, or say --replace to replace it.`,
  );
}

/**
 * Whatever fails, or whenever this is killed, the model of before is there, under its name or the one it was put aside by.
 * @returns paths of the files that were in it
 */
async function putInPlace(staging: string, target: string): Promise<string[]> {
  if (!(await exists(target))) {
    await rename(staging, target);
    return [];
  }
  const replaced = (await filesOf(target)).map((file) => path.join(target, file));
  const aside = await mkdtemp(path.join(path.dirname(target), '.replaced-'));
  const before = path.join(aside, path.basename(target));
  await rename(target, before);
  try {
    await rename(staging, target);
  } catch (error) {
    await rename(before, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
  return replaced;
}

/** Relative to it, sorted; itself where it is a link or no folder. */
async function filesOf(folder: string): Promise<string[]> {
  if (!(await lstat(folder)).isDirectory()) return [''];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Also a link that leads nowhere exists. */
function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
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
  } catch (error) {
    throw outputFailed(`The model's folder in ${library}`, error);
  }
}
