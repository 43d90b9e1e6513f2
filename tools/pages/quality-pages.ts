/**
 * The page of quality against cost and its charts, of each model that ships with a record of what was measured.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { readModelFolder } from '../../src/model/model-folder.js';
import { repositoryPath } from '../../test/support/repository.js';
import { QUALITY_FILE, qualityFiles } from '../bench/quality/quality-page.js';
import { readRecord } from '../bench/quality/quality-record.js';
import type { GeneratedFile } from '../generated-file.js';

export async function qualityPages(): Promise<GeneratedFile[]> {
  const models = repositoryPath('models');
  const entries = await readdir(models, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  const pages = folders.map(async ({ name }) => {
    const folder = path.join(models, name);
    const record = await readRecord(path.join(folder, QUALITY_FILE));
    return record === undefined
      ? []
      : qualityFiles(folder, record, (await readModelFolder(folder)).card);
  });
  return (await Promise.all(pages)).flat();
}
