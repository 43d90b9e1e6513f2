/**
 * Importing a model into the user's own, from one of three kinds of sources: a model folder is copied; graphs of separators are
 * copied and get a card (separator-importer.ts); published checkpoints (.ckpt) become a model by the Python kit
 * (models/kit/import_msdm.py). Whichever way, the model appears whole or not at all (model-place.ts). Sources are only read.
 */
import { cp, lstat, realpath, rm } from 'node:fs/promises';
import path from 'node:path';

import { outputFailed } from '../audio/output-failed.js';
import { stat } from '../file-system.js';
import { CARD_FILE, loadModelFolder } from '../model/model-folder.js';
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import { checkpointsToModel, type CheckpointOptions } from './checkpoint-importer.js';
import { configuredModels } from './configured-options.js';
import { createStaging } from './import-staging.js';
import { assertPlaceIsFree, putInPlace, type ModelPlace } from './model-place.js';
import {
  isGraphFile,
  networkFiles,
  networksInFolder,
  type NetworkSources,
} from './network-sources.js';
import type { Run } from './run-command.js';
import { networksToModel } from './separator-importer.js';
import { SEPARATOR_FLAGS, type SeparatorOptions } from './separator-options.js';

export interface ImportOptions extends CheckpointOptions, SeparatorOptions {
  /** whether a model of the same name is replaced */
  readonly replace: boolean;
}

type ModelSource =
  | { readonly kind: 'folder'; readonly folder: string; readonly name: string }
  | { readonly kind: 'networks'; readonly sources: NetworkSources; readonly name: string }
  | { readonly kind: 'checkpoints' };

/**
 * @param sources one folder, or graphs or checkpoints, which may be written STEM=FILE
 * @throws OperationalError `output-exists` where there is a model of that name and it may not be replaced; as the kinds' own files
 */
export async function importModel(
  run: Run,
  sources: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const { modelFolders } = await configuredModels();
  const library = modelFolders[0]!;
  const source = await modelSource(sources, options);
  const place = (name: string): ModelPlace => ({ name, library, modelFolders });
  if (source.kind !== 'checkpoints') {
    await assertPlaceIsFree(place(source.name), sources, options.replace);
  }
  const staging = await written(library, () => createStaging(library));
  try {
    await written(library, () => fill(run, source, sources, staging, options));
    const { card } = await loadModelFolder(staging);
    throwIfCancelled(run.signal);
    await assertPlaceIsFree(place(card.name), sources, options.replace);
    const target = path.join(library, card.name);
    const replaced = await written(library, () => putInPlace(staging, target));
    for (const file of replaced) run.console.note(`${file} of the model before is gone.`);
    run.console.jsonResult({ name: card.name, folder: target, replaced });
    run.console.result(`Imported ${card.name} ${card.version} to ${target}.`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function fill(
  run: Run,
  source: ModelSource,
  sources: readonly string[],
  staging: string,
  options: ImportOptions,
): Promise<void> {
  switch (source.kind) {
    case 'folder':
      return copyFiles(source.folder, staging);
    case 'networks':
      return networksToModel(run, source.sources.networks, source.name, staging, options);
    case 'checkpoints':
      return checkpointsToModel(run, sources, staging, options);
  }
}

/** @throws OperationalError `bad-argument` with an option that means nothing for what the sources are */
async function modelSource(
  sources: readonly string[],
  options: ImportOptions,
): Promise<ModelSource> {
  const folder = await onlyFolder(sources);
  if (folder === undefined) {
    if (sources.every(isGraphFile)) return networks(networkFiles(sources), options);
    refuseOptions(SEPARATOR_FLAGS, options, 'is for graphs (.onnx), and these are checkpoints');
    return { kind: 'checkpoints' };
  }
  const stems = options.stems?.filter((stem) => stem !== null);
  const hasCard = await isFile(path.join(folder, CARD_FILE));
  const graphs = hasCard ? undefined : await networksInFolder(folder, stems);
  if (graphs !== undefined) return networks(graphs, options);
  // a broken folder is reported by its own name, not by its copy's
  const { card } = await loadModelFolder(folder);
  const flags = { ...SEPARATOR_FLAGS, name: '--name', half: '--half' };
  refuseOptions(flags, options, `means nothing here: ${folder} has a card that says it`);
  return { kind: 'folder', folder, name: card.name };
}

/** The one source that is no file; a folder that does not exist, too, unless it is called as a graph is. */
async function onlyFolder(sources: readonly string[]): Promise<string | undefined> {
  const [first, ...others] = sources;
  if (first === undefined || others.length > 0 || (await isFile(first))) return undefined;
  return isGraphFile(first) && !(await isFolder(first)) ? undefined : first;
}

function networks(sources: NetworkSources, options: ImportOptions): ModelSource {
  refuseOptions({ half: '--half' }, options, 'is for checkpoints, and these are graphs');
  const name = options.name ?? sources.name;
  if (name !== undefined) return { kind: 'networks', sources, name };
  throw new OperationalError(
    'bad-argument',
    'The model needs a name of letters, digits, ".", "_" and "-", which the files do not have: say --name NAME.',
  );
}

function refuseOptions(
  flags: Partial<Readonly<Record<keyof ImportOptions, string>>>,
  options: ImportOptions,
  why: string,
): void {
  for (const [option, flag] of Object.entries(flags)) {
    if (options[option as keyof ImportOptions] === undefined) continue;
    throw new OperationalError('bad-argument', `${flag} ${why}. Leave it out.`);
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

function isFile(source: string): Promise<boolean> {
  return stat(source).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

function isFolder(source: string): Promise<boolean> {
  return stat(source).then(
    (entry) => entry.isDirectory(),
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
