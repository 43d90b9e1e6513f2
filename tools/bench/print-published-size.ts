/**
 * By hand, not in CI: a network of the published size (405 million random weights) from checkpoint to one evaluation in
 * the daemon's worker, beside PyTorch's time, and beside the released network in both (side-by-side.ts; --keep: for
 * BENCHMARKS.md): npm run bench:msdm -- FOLDER [--frames N] [--independent] [--keep].
 *
 * FOLDER gets checkpoint and model (4 GB; 9 GB with --independent). Needs a Python with PyTorch (STEMWRIGHT_PYTHON).
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { CONFIG } from '../../src/config/config.js';
import { startInference } from '../../src/model/inference-handle.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { denoisedFromNoise } from '../../test/support/sampling-task.js';
import { SIDE_BY_SIDE_FILE, sideBySideTable } from './side-by-side-table.js';
import { sideBySide } from './side-by-side.js';

const EVALUATIONS = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    frames: { type: 'string', default: '262144' },
    independent: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('npm run bench:msdm -- FOLDER: a folder is missing');
const frames = Number(values.frames);
const script = path.join(CONFIG.kitFolder, 'tests', 'full_msdm.py');
const { stdout } = await promisify(execFile)(CONFIG.pythonCommand, [
  script,
  folder,
  '--frames',
  values.frames,
  ...(values.independent ? ['--independent'] : []),
]);
console.log(`Python: ${stdout.trim()}`);

const loadStart = performance.now();
const model = await loadModelFolder(path.join(folder, 'model'));
const inference = await startInference({ model, provider: 'cpu' });
const loadSeconds = (performance.now() - loadStart) / 1000;
const times: number[] = [];
for (let i = 0; i < 1 + EVALUATIONS; i++) {
  const task = denoisedFromNoise({ channels: 1, frames, startFrame: 0, sigma: 0.2, seed: 0 });
  const { stems, sessionSeconds } = await inference.sample(task);
  if (!stems.data.every(Number.isFinite))
    throw new Error('the worker gave values that are not finite');
  times.push(sessionSeconds);
}
await inference.close();
const [, ...counted] = times;
const workerSeconds = counted.sort((a, b) => a - b)[Math.floor(EVALUATIONS / 2)]!;
console.log(
  `Worker: ${JSON.stringify({
    frames,
    graphGB: Number((model.graphBytes / 1e9).toFixed(2)),
    loadSeconds: Number(loadSeconds.toFixed(1)),
    workerSeconds: Number(workerSeconds.toFixed(2)),
    peakGB: Number((process.resourceUsage().maxRSS / 1e6).toFixed(2)),
  })}`,
);

if (!values.independent) {
  const released = await findModel(CONFIG.defaultModel, CONFIG.modelFolders);
  const figures = await sideBySide(await loadModelFolder(released.folder), model, folder);
  console.log(sideBySideTable(figures));
  if (values.keep) await writeFile(SIDE_BY_SIDE_FILE, `${JSON.stringify(figures, null, 2)}\n`);
}
