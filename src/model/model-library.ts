/**
 * Model library: the folders models live in, looked through by name.
 *
 * A library folder holds model folders. The user's come first, so that a user's model goes before a shipped one of
 * the same name; a name without a version means the newest (model-version.ts). Looking reads cards, not graphs: hashes
 * are checked when a model is loaded.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperationalError } from '../operational-error.js';
import { GRAPH_FILE, type ModelCard } from './model-card.js';
import { CARD_FILE, readModelFolder } from './model-folder.js';
import { fullModelName } from './model-version.js';

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

/** The models that come with the package. */
export function shippedModelsFolder(): string {
  // dist/src/model/ lies three levels below the package
  return fileURLToPath(new URL('../../../models', import.meta.url));
}

/**
 * Every model in the given folders, in order of folder and name; those that cannot be used say why.
 * Folders that do not exist hold nothing.
 */
export async function listModels(
  libraryFolders: readonly string[],
): Promise<readonly ModelEntry[]> {
  const entries: ModelEntry[] = [];
  for (const library of libraryFolders) {
    for (const folder of await modelFolders(library)) entries.push(await readEntry(folder));
  }
  return entries;
}

/**
 * The first model of that name; a name without a version finds the newest version in all folders.
 * @throws OperationalError `model-missing` with the names there are; `model-invalid` where the only such model is broken
 */
export async function findModel(
  name: string,
  libraryFolders: readonly string[],
): Promise<Extract<ModelEntry, { valid: true }>> {
  const entries = await listModels(libraryFolders);
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

/** Sub-folders that hold a card or a graph: half a model is worth a message, other folders are not models. */
async function modelFolders(library: string): Promise<string[]> {
  const inside = await readdir(library, { withFileTypes: true }).catch(() => []);
  const folders: string[] = [];
  for (const { name } of inside.filter((entry) => entry.isDirectory() || entry.isSymbolicLink())) {
    const files = await readdir(join(library, name)).catch((): string[] => []);
    if (files.includes(CARD_FILE) || files.includes(GRAPH_FILE)) folders.push(join(library, name));
  }
  return folders.sort();
}

async function readEntry(folder: string): Promise<ModelEntry> {
  try {
    const { card, graphBytes } = await readModelFolder(folder);
    return { valid: true, name: card.name, folder, card, graphBytes };
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return { valid: false, name: basename(folder), folder, problem: error };
  }
}
