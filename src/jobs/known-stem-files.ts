/**
 * Known stem files: which file of a folder holds which known stem.
 */
import path from 'node:path';

import { readdir } from '../file-system.js';
import type { ModelCard } from '../model/model-card.js';
import { isMissing, unreadableFolder } from '../file-errors.js';
import { OperationalError } from '../operational-error.js';
import { stemIndex, type StemIndex } from '../signal/units.js';
import type { KnownStemFile } from './resolve-job.js';

/**
 * @param generate the stems to generate, not all there are: files of their names are left out
 * @throws OperationalError `input-missing`, `input-unreadable`, `input-empty`; `bad-argument` when a stem has several files
 */
export async function knownStemFiles(
  folder: string,
  { stems }: ModelCard,
  generate: readonly StemIndex[],
): Promise<readonly KnownStemFile[]> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (cause) {
    if (!isMissing(cause)) throw unreadableFolder(folder, cause);
    throw new OperationalError(
      'input-missing',
      `Cannot read the folder ${folder}: expected a folder with stems named ${stems.join(', ')}.`,
      { cause },
    );
  }
  const wanted = stems.filter((_, index) => !generate.includes(stemIndex(index)));
  const files = wanted.flatMap((stem) => {
    const matches = entries.filter((entry) => path.parse(entry).name === stem);
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
