/**
 * The released model's presets for separating are those its page of quality against cost recommends
 * (models/<name>/QUALITY.md, from quality.json).
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { DEFAULTS } from '../../src/config/settings.js';
import { readModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { samplingPreset } from '../../src/sampling/presets.js';
import { gainOver } from '../../tools/bench/quality/quality-figures.js';
import { QUALITY_FILE } from '../../tools/bench/quality/quality-page.js';
import { readRecord } from '../../tools/bench/quality/quality-record.js';
import { recommendedPresets } from '../../tools/bench/quality/recommended-presets.js';
import { PRESET_NAMES } from '../../src/sampling/preset-names.js';

/** What quality-methods.ts runs the released model with. */
const MEASURED_WITH = {
  posterior: { kind: 'consistent' },
  solver: { kind: 'euler', churn: 0 },
};

const { folder } = await findModel(DEFAULTS.model, DEFAULTS.modelFolders);
const card = denoiserCardOf((await readModelFolder(folder)).card);
const record = await readRecord(path.join(folder, QUALITY_FILE));

describe('the released model’s presets', () => {
  it('are those that its page of quality against cost recommends', () => {
    assert.ok(record, `expected ${QUALITY_FILE} in ${folder}: npm run bench:quality`);
    assert.equal(record.graphSha256, card.files['model.onnx']);
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

  it('have a counterpart for networks that are given nothing: the solver that gains most there', () => {
    assert.ok(record);
    const unconditional = { ...card, conditioning: 'none', presets: {} } as const;
    for (const name of PRESET_NAMES) {
      assert.equal(samplingPreset(unconditional, 'separate', name).solver.kind, 'projdiff');
    }
    for (const evaluations of [8, 16, 32]) {
      const gainOf = (method: string) => {
        const cell = (of: string) => ({ method: of, evaluations, resamplings: 1 });
        return gainOver(record, cell(method), cell('consistent'), 'active')?.db ?? NaN;
      };
      const most = gainOf('prior-projdiff');
      assert.ok(most > 0, `${evaluations} evaluations: ${most} dB over consistent`);
      for (const other of ['prior-seeds', 'prior-truncated']) {
        assert.ok(most > gainOf(other), `${evaluations} evaluations: ${other}`);
      }
    }
  });
});
