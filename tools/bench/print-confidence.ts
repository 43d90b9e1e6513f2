/**
 * Prints how well confidence tells good windows from bad: npm run bench:confidence -- --dataset FOLDER [--model FOLDER]
 * [--preset draft|standard|best].
 */
import { parseArgs } from 'node:util';

import { CONFIG } from '../../src/config/config.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import { startInference } from '../../src/model/inference-handle.js';
import { PRESET_NAMES } from '../../src/model/model-card.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { confidenceRank } from './confidence-rank.js';

const { values } = parseArgs({
  options: {
    dataset: { type: 'string' },
    model: { type: 'string' },
    preset: { type: 'string', default: CONFIG.defaultPreset },
  },
});
const preset = PRESET_NAMES.find((name) => name === values.preset);
if (values.dataset === undefined || preset === undefined) {
  throw new Error(`expected --dataset FOLDER and a preset of ${PRESET_NAMES.join(', ')}`);
}
const folder = values.model ?? (await findModel(CONFIG.defaultModel, CONFIG.modelFolders)).folder;
const inference = await startInference({ model: await loadModelFolder(folder), provider: 'cpu' });
try {
  const plan = samplingPlan(inference.card, 'separate', presetSampling(preset, CONFIG.defaultSeed));
  console.log(await confidenceRank(inference, plan, values.dataset));
} finally {
  await inference.close();
}
