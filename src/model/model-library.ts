/**
 * Model library: the folders models live in, looked through by name.
 *
 * A library folder holds model folders. The user's come first, so that a user's model goes before a shipped one of
 * the same name; a name without a version means the newest (model-version.ts). Looking reads cards, not graphs: hashes
 * are checked when a model is loaded.
 *
 * Who looks often keeps a library open: one look at a time is shared by all who ask, and what has not changed since, by the
 * times and sizes of folders and files, is not read again.
 */
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { isMissing, isOutOfResources, systemCode, unreadableFolder } from '../file-errors.js';
import { OperationalError } from '../operational-error.js';
import { GRAPH_FILE } from './denoiser-card.js';
import type { ModelCard } from './model-card.js';
import { CARD_FILE, readModelFolder } from './model-folder.js';
import { fullModelName } from './model-version.js';
import { sharedRuns } from './shared-runs.js';

export type ModelEntry =
  | {
      readonly valid: true;
      readonly name: string;
      readonly folder: string;
      readonly card: ModelCard;
      readonly graphBytes: number;
    }
  | {
      readonly valid: false;
      /** the folder's name: there is no card to take one from */
      readonly name: string;
      readonly folder: string;
      readonly problem: OperationalError;
    };

export type UsableModel = Extract<ModelEntry, { valid: true }>;

export interface ModelLibrary {
  /**
   * Every model, in order of folder and name; those that cannot be used say why. Folders that do not exist hold nothing.
   * @throws OperationalError `input-unreadable` for a folder that cannot be looked into, also for want of descriptors
   */
  list(): Promise<readonly ModelEntry[]>;
  /**
   * The first model of that name; a name without a version finds the newest version in all folders.
   * @throws OperationalError `model-missing` with the names there are; `model-invalid` where the only such model is broken; as
   *   `list` does
   */
  find(name: string): Promise<UsableModel>;
}

/** The models that come with the package. */
export function shippedModelsFolder(): string {
  // dist/src/model/ lies three levels below the package
  return fileURLToPath(new URL('../../../models', import.meta.url));
}

/** @param libraryFolders the first that has a name wins */
export function openModelLibrary(libraryFolders: readonly string[]): ModelLibrary {
  const names = createMemory<readonly string[]>();
  /** by model folder: weights have names of their own */
  const files = createMemory<readonly string[]>();
  const entries = createMemory<ModelEntry | undefined>();

  async function look(): Promise<readonly ModelEntry[]> {
    const found: ModelEntry[] = [];
    for (const library of libraryFolders) {
      const inside = await names.recall(library, [library], () => foldersIn(library));
      for (const name of inside) {
        const folder = join(library, name);
        const held = await files
          .recall(folder, [folder], () => readdir(folder))
          .catch(() => [CARD_FILE, GRAPH_FILE]);
        const looked = [folder, ...held.map((file) => join(folder, file))];
        const entry = await entries.recall(folder, looked, () => readEntry(folder));
        if (entry !== undefined) found.push(entry);
      }
    }
    names.forgetOthers();
    files.forgetOthers();
    entries.forgetOthers();
    return found;
  }

  const list = sharedRuns(look);
  return { list, find: async (name) => modelNamed(name, await list(), libraryFolders) };
}

/** As {@link ModelLibrary.list}, once. */
export function listModels(libraryFolders: readonly string[]): Promise<readonly ModelEntry[]> {
  return openModelLibrary(libraryFolders).list();
}

/** As {@link ModelLibrary.find}, once. */
export function findModel(name: string, libraryFolders: readonly string[]): Promise<UsableModel> {
  return openModelLibrary(libraryFolders).find(name);
}

function modelNamed(
  name: string,
  entries: readonly ModelEntry[],
  libraryFolders: readonly string[],
): UsableModel {
  const fullName = fullModelName(name, entries);
  const found = entries.filter((entry) => entry.name === fullName);
  const usable = found.find((entry) => entry.valid);
  if (usable !== undefined) return usable;
  for (const entry of found) if (!entry.valid) throw entry.problem;
  const names = [...new Set(entries.filter((entry) => entry.valid).map((entry) => entry.name))];
  const known = names.length === 0 ? 'There are none' : `There are: ${names.join(', ')}`;
  throw new OperationalError(
    'model-missing',
    `There is no model called "${name}". ${known} (looked in ${libraryFolders.join(', ')}). ` +
      'Choose one of these, or add one with "stemwright models import".',
  );
}

/** Names of what may be model folders, sorted; hidden ones are models that are being imported, or put aside. */
async function foldersIn(library: string): Promise<readonly string[]> {
  const inside = await readdir(library, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw unreadableFolder(library, error);
  });
  return inside
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.'))
    .sort();
}

/** Undefined where there is neither a card nor a graph: half a model is worth a message, other folders are not models. */
async function readEntry(folder: string): Promise<ModelEntry | undefined> {
  if (!(await isThere(join(folder, CARD_FILE))) && !(await isThere(join(folder, GRAPH_FILE)))) {
    return undefined;
  }
  try {
    const { card, graphBytes } = await readModelFolder(folder);
    return { valid: true, name: card.name, folder, card, graphBytes };
  } catch (error) {
    if (!(error instanceof OperationalError) || isOutOfResources(error)) throw error;
    return { valid: false, name: basename(folder), folder, problem: error };
  }
}

/** Also a link that leads nowhere; not what lies in a folder that this user may not enter. */
function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/** What was read of folders and files, for as long as they stay as they were then. */
interface Memory<Value> {
  recall(key: string, paths: readonly string[], read: () => Promise<Value>): Promise<Value>;
  /** Forgets what has not been asked for since this was called last. */
  forgetOthers(): void;
}

/** Two changes closer than a clock's tick have one time; the coarsest, of FAT, ticks every two seconds. */
const SETTLED_MS = 2000;

function createMemory<Value>(): Memory<Value> {
  let kept = new Map<string, { readonly state: string; readonly value: Value }>();
  let asked = new Map<string, { readonly state: string; readonly value: Value }>();
  return {
    async recall(key, paths, read) {
      const { state, newestMs } = await stateOf(paths);
      const known = kept.get(key);
      if (known?.state === state) {
        asked.set(key, known);
        return known.value;
      }
      const isSettled = Date.now() - newestMs > SETTLED_MS;
      const value = await read();
      if (isSettled) asked.set(key, { state, value });
      return value;
    },
    forgetOthers() {
      kept = asked;
      asked = new Map();
    },
  };
}

async function stateOf(
  paths: readonly string[],
): Promise<{ readonly state: string; readonly newestMs: number }> {
  const states: string[] = [];
  let newestMs = 0;
  for (const path of paths) {
    try {
      const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = await stat(path, {
        bigint: true,
      });
      states.push([dev, ino, size, mtimeNs, ctimeNs].join(':'));
      newestMs = Math.max(newestMs, Number(mtimeMs), Number(ctimeMs));
    } catch (error) {
      states.push(systemCode(error) ?? 'unknown');
    }
  }
  return { state: states.join(' '), newestMs };
}
