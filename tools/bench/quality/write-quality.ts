/**
 * Measures a model's quality against cost and writes the page beside its card:
 *
 *   npm run bench:quality -- --dataset FOLDER [--model FOLDER] [--minutes N]
 *
 * The record (quality.json) is kept after every run, so an interrupted measurement goes on. Without --dataset the page is
 * written from the record as it is. One thread; hours on a slow machine.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { DEFAULTS } from '../../../src/config/settings.js';
import { loadModelFolder } from '../../../src/model/model-folder.js';
import { findModel } from '../../../src/model/model-library.js';
import { openModelSession } from '../../../src/model/model-session.js';
import { write } from '../../generated-file.js';
import { evaluationCosts } from './evaluation-cost.js';
import { measureQuality } from './measure-quality.js';
import { scorePresets } from './preset-scores.js';
import { excerptFrames, qualityExcerpts } from './quality-excerpts.js';
import { QUALITY_FILE, qualityFiles } from './quality-page.js';
import { openRecord, readRecord, writeRecord } from './quality-record.js';
import type { QualityRecord } from './quality-schema.js';

const COST_REPEATS = 3;

const { values } = parseArgs({
  options: {
    dataset: { type: 'string' },
    model: { type: 'string' },
    minutes: { type: 'string', default: 'Infinity' },
  },
});
const folder = values.model ?? (await findModel(DEFAULTS.model, DEFAULTS.modelFolders)).folder;
const model = await loadModelFolder(folder);
const file = path.join(folder, QUALITY_FILE);
const record =
  values.dataset === undefined
    ? await readRecord(file)
    : await measure(values.dataset, Number(values.minutes));
if (record === undefined) throw new Error(`There is no ${file} yet: give a --dataset.`);
await write(qualityFiles(folder, record, model.card));

async function measure(dataset: string, minutes: number): Promise<QualityRecord> {
  const excerpts = await qualityExcerpts(dataset, model.card);
  const opened = await openRecord(file, {
    model: model.card.name,
    graphSha256: model.graphSha256,
    excerptFrames: excerptFrames(model.card),
    excerpts: excerpts.map(({ name }) => name),
  });
  const scored = await scorePresets(opened, model, dataset, file);
  const { session } = await openModelSession(model, 'cpu', 1);
  try {
    const costs =
      scored.costs.length > 0
        ? scored.costs
        : await evaluationCosts(session, model, excerpts[0]!, COST_REPEATS);
    const timed = { ...scored, costs };
    await writeRecord(file, timed);
    return await measureQuality(timed, { session, model, excerpts, file, minutes });
  } finally {
    await session.release();
  }
}
