/**
 * Prints the benchmark of the prior alone, of any model: npm run bench:prior -- [--model FOLDER] [--dataset FOLDER].
 */
import { parseArgs } from 'node:util';

import { CONFIG } from '../../src/config.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { DATASET_VARIABLE, priorQuality } from './prior-quality.js';

const { values } = parseArgs({
  options: { model: { type: 'string' }, dataset: { type: 'string' } },
});
const folder = values.model ?? (await findModel(CONFIG.defaultModel, CONFIG.modelFolders)).folder;
const dataset = values.dataset ?? process.env[DATASET_VARIABLE];
console.log(await priorQuality(await loadModelFolder(folder), dataset));
