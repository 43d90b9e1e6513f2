/**
 * Known stem files: which file holds which given stem, when an imputation is told of a folder.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import type { ModelCard } from '../model/model-card.js';
import { OperationalError } from '../operational-error.js';
import type { KnownStems, StemFile } from './job-command.js';

/**
 * @param generate names of the stems to generate: a folder's files of these names are left out
 * @throws OperationalError `input-missing`, `input-empty`; `bad-argument` when a stem has several files
 */
export async function knownStemFiles(
  known: Exclude<KnownStems, { readonly mixture: string }>,
  card: ModelCard,
  generate: readonly string[],
): Promise<readonly StemFile[]> {
  return 'folder' in known ? stemsInFolder(known.folder, card, generate) : known;
}

async function stemsInFolder(
  folder: string,
  { stems }: ModelCard,
  generate: readonly string[],
): Promise<StemFile[]> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (cause) {
    throw new OperationalError(
      'input-missing',
      `Cannot read the folder ${folder}: expected a folder with stems named ${stems.join(', ')}.`,
      { cause },
    );
  }
  const files = stems
    .filter((stem) => !generate.includes(stem))
    .flatMap((stem) => {
      const matches = entries.filter((entry) => path.parse(entry).name === stem);
      if (matches.length > 1) {
        throw new OperationalError(
          'bad-argument',
          `${folder} holds several files for the stem "${stem}": ${matches.join(', ')}. Keep one.`,
        );
      }
      return matches.map((entry): StemFile => ({ stem, path: path.join(folder, entry) }));
    });
  if (files.length === 0) {
    throw new OperationalError(
      'input-empty',
      `${folder} holds no stem to fit to: expected a file named ` +
        `${stems.filter((stem) => !generate.includes(stem)).join(' or ')}.`,
    );
  }
  return files;
}
