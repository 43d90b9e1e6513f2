/**
 * The released model's presets for separating are those its page of quality against cost recommends
 * (models/<name>/QUALITY.md, from quality.json).
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { CONFIG } from '../../src/config.js';
import { PRESET_NAMES } from '../../src/model/model-card.js';
import { readModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { samplingPreset } from '../../src/model/presets.js';
import { QUALITY_FILE, qualityPage } from '../bench/quality/quality-page.js';
import { readRecord } from '../bench/quality/quality-record.js';
import { recommendedPresets } from '../bench/quality/recommended-presets.js';

/** What quality-methods.ts runs the released model with. */
const MEASURED_WITH = {
  posterior: { kind: 'consistent' },
  solver: { kind: 'euler', churn: 0 },
};

const { folder } = await findModel(CONFIG.defaultModel, CONFIG.modelFolders);
const { card } = await readModelFolder(folder);
const record = await readRecord(path.join(folder, QUALITY_FILE));

describe('the released model’s presets', () => {
  it('are those that its page of quality against cost recommends', () => {
    assert.ok(record, `expected ${QUALITY_FILE} in ${folder}: npm run bench:quality`);
    assert.equal(record.graphSha256, card.sha256);
    const recommended = recommendedPresets(record);
    for (const name of PRESET_NAMES) {
      const { schedule, resamplings, views, posterior, solver } = samplingPreset(
        card,
        'separate',
        name,
      );
      assert.deepEqual({ steps: schedule.steps, resamplings, views }, recommended[name], name);
      assert.deepEqual({ posterior, solver }, MEASURED_WITH, name);
    }
  });

  it('have a page that says what the record says', async () => {
    assert.ok(record);
    const page = await readFile(path.join(folder, 'QUALITY.md'), 'utf8');
    assert.equal(page, qualityPage(record, card));
  });
});
