/**
 * Known stem files: which file of a folder holds which known stem: the one that its stems.json names, where there is one, else the
 * one that is called like the stem.
 */
import { constants } from 'node:fs';
import path from 'node:path';

import { open, readdir, readOpenedFolder } from '../file-system.js';
import { MANIFEST_NAME } from '../audio/own-files.js';
import { stemsListedSchema } from '../audio/stem-folder-schema.js';
import type { InputAccess } from '../audio/formats/input-file.js';
import { checkOpenedWithin } from '../audio/opened-within.js';
import type { ModelCard } from '../model/model-card.js';
import { isMissing, unreadableFolder } from '../file-errors.js';
import { parseValue, readJsonFile } from '../json-file.js';
import { OperationalError } from '../operational-error.js';
import { stemIndex, type StemIndex } from '../signal/units.js';
import type { KnownStemFile } from './resolve-job.js';

/**
 * @param generate the stems to generate, not all there are: files of their names are left out
 * @throws OperationalError `input-missing`, `input-unreadable`, `input-empty`; `not-allowed` where the folder lies elsewhere than
 *   it must; `bad-argument` when a stem has several files
 */
export async function knownStemFiles(
  folder: string,
  { stems }: ModelCard,
  generate: readonly StemIndex[],
  { within }: InputAccess = {},
): Promise<readonly KnownStemFile[]> {
  let entries: string[];
  try {
    entries = await namesIn(folder, within);
  } catch (cause) {
    if (cause instanceof OperationalError) throw cause;
    if (!isMissing(cause)) throw unreadableFolder(folder, cause);
    throw new OperationalError(
      'input-missing',
      `There is no folder ${folder}: expected one with stems named ${stems.join(', ')}. Check its path.`,
      { cause },
    );
  }
  const listed = await listedFiles(folder, entries);
  const wanted = stems.filter((_, index) => !generate.includes(stemIndex(index)));
  const files = wanted.flatMap((stem) => {
    const ours = listed[stem];
    const matches =
      ours === undefined ? entries.filter((entry) => path.parse(entry).name === stem) : [ours];
    if (matches.length > 1) {
      throw new OperationalError(
        'bad-argument',
        `${folder} holds several files for the stem "${stem}": ${matches.join(', ')}. Keep one.`,
      );
    }
    return matches.map((entry) => ({
      stem: stemIndex(stems.indexOf(stem)),
      path: path.join(folder, entry),
    }));
  });
  if (files.length === 0) {
    throw new OperationalError(
      'input-empty',
      `${folder} holds no stem to fit to: expected a file of ${wanted.join(' or ')} in it, such as ${wanted[0]!}.wav.`,
    );
  }
  return files;
}

/** What a stems.json says, of files that are there and hold one stem each. */
async function listedFiles(
  folder: string,
  entries: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if (!entries.includes(MANIFEST_NAME)) return {};
  const content = await readJsonFile(path.join(folder, MANIFEST_NAME));
  const { stems = {} } = parseValue(content, stemsListedSchema) ?? {};
  const files = Object.values(stems);
  const isAlone = (file: string): boolean =>
    files.indexOf(file) === files.lastIndexOf(file) && entries.includes(file);
  return Object.fromEntries(Object.entries(stems).filter(([, file]) => isAlone(file)));
}

async function namesIn(folder: string, within: readonly string[] | undefined): Promise<string[]> {
  if (within === undefined) return readdir(folder);
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await checkOpenedWithin(handle, folder, within);
    return await readOpenedFolder(handle, folder);
  } finally {
    await handle.close();
  }
}
