/**
 * The README with the tables that are made from code, each between two comments that no reader sees:
 *
 *   <!-- NAME: made by npm run generate -->
 *   <!-- end of NAME -->
 */
import { readFile } from 'node:fs/promises';

import { repositoryPath } from '../../test/support/repository.js';
import { defaultModelCard } from '../default-model-card.js';
import type { GeneratedFile } from '../generated-file.js';
import { midiTable } from './midi-table.js';
import { publishedPresetsTable } from './published-presets-table.js';

export async function readmeTables(): Promise<GeneratedFile> {
  const file = repositoryPath('README.md');
  const tables = [
    ['midi-table', midiTable((await defaultModelCard()).stems)],
    ['published-presets-table', await publishedPresetsTable()],
  ] as const;
  const content = tables.reduce(
    (text, [name, table]) => withTable(text, name, table),
    await readFile(file, 'utf8'),
  );
  return { file, content };
}

/** @throws Error when the page has not both comments, once each and in order */
export function withTable(page: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}: made by npm run generate -->`, `<!-- end of ${name} -->`];
  const [before, rest, ...more] = page.split(start);
  const [, after, ...evenMore] = rest?.split(end) ?? [];
  if (after === undefined || more.length > 0 || evenMore.length > 0) {
    throw new Error(`README.md must have "${start}" and, below it, "${end}", once each`);
  }
  return `${before!}${start}\n\n${table}\n\n${end}${after}`;
}
