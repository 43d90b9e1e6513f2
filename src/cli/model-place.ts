/**
 * Model place: where an imported model goes among the user's own, and what may not be lost there.
 *
 * A model of that name stays, unless it is to be replaced: then it is put aside under a name that begins with a dot, and
 * deleted once the new one is in its place; its files are listed. Sources are never deleted, not even where they are in that
 * place themselves.
 */
import { lstat, mkdtemp, readdir, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { listModels } from '../model/model-library.js';
import { OperationalError } from '../operational-error.js';

export interface ModelPlace {
  readonly name: string;
  /** the user's own models */
  readonly library: string;
  /** all places of models, the user's first */
  readonly modelFolders: readonly string[];
}

/** @throws OperationalError `output-exists` where something is there, or another model has the name */
export async function assertPlaceIsFree(
  { name, library, modelFolders }: ModelPlace,
  sources: readonly string[],
  replace: boolean,
): Promise<void> {
  const target = path.join(library, name);
  if (await exists(target)) await assertReplaceable(target, sources, replace);
  const entries = await listModels(modelFolders);
  const other = entries.find((entry) => entry.name === name && entry.folder !== target);
  const isOwn = other !== undefined && path.dirname(other.folder) === library;
  if (other === undefined || (replace && !isOwn)) return;
  throw new OperationalError(
    'output-exists',
    `There is a model called ${name} already, in ${other.folder}. ` +
      (isOwn
        ? 'Move that folder away, or give the new one another name.'
        : 'Give the new one another name, or say --replace to have it used instead of that one, which stays.'),
  );
}

async function assertReplaceable(
  target: string,
  sources: readonly string[],
  replace: boolean,
): Promise<void> {
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
    `${target} exists already, and stays. Give the model another name, move that folder away, or say --replace to replace it.`,
  );
}

/**
 * Whatever fails, or whenever this is killed, the model of before is there, under its name or the one it was put aside by.
 * @returns paths of the files that are gone with it
 */
export async function putInPlace(staging: string, target: string): Promise<string[]> {
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
