/**
 * A published-style checkpoint on its whole way: `stemwright models import` with a real PyTorch, then the real worker.
 * Needs the environment that .ci/run makes (.venv), or another named in STEMWRIGHT_PYTHON.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { CONFIG } from '../../src/config/config.js';
import { startInference } from '../../src/model/inference-handle.js';
import { externalDataOf } from '../../src/model/external-data.js';
import { loadModelFolder, type LoadedModel } from '../../src/model/model-folder.js';
import { readTrack } from '../../src/evaluation/stem-track.js';
import { sumRows } from '../../src/signal/rows.js';
import { MSDM_TINY_SHAPE, msdmTinyNumbers } from '../support/msdm-tiny.js';
import { repositoryPath } from '../support/repository.js';
import { runCli } from '../support/run-cli.js';
import { denoisedFromNoise } from '../support/sampling-task.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const PYTHON = process.env['STEMWRIGHT_PYTHON'] ?? repositoryPath('.venv', 'bin', 'python');
const TINY_SCRIPT = repositoryPath('models', 'kit', 'tests', 'tiny_msdm.py');
const SIGMA = 0.05;
const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const CHUNK_FRAMES = 4096;
const FRAMES = 3 * CHUNK_FRAMES;

const tiny = (...args: string[]) => promisify(execFile)(PYTHON, [TINY_SCRIPT, ...args]);

async function assertDenoisesAsPyTorch(model: LoadedModel): Promise<void> {
  const { seed, startFrame, denoised } = await msdmTinyNumbers();
  const inference = await startInference({ model, provider: 'cpu' });
  try {
    const task = denoisedFromNoise({ ...MSDM_TINY_SHAPE, startFrame, sigma: SIGMA, seed });
    const { stems } = await inference.sample(task);
    denoised[String(SIGMA)]!.forEach((expected, i) => {
      // as in test/model/msdm-parity
      assert.ok(Math.abs(stems.data[i]! - expected) <= 1e-4, `at ${i}`);
    });
  } finally {
    await inference.close();
  }
}

describe('importing a checkpoint', () => {
  it('makes a model that denoises as PyTorch does, and refuses a file that is none', () =>
    withTemporaryFolder(async (home) => {
      const checkpoint = path.join(home, 'tiny.ckpt');
      await tiny('checkpoint', checkpoint);
      const shellPrefix = `export HOME='${home}' STEMWRIGHT_PYTHON='${PYTHON}'`;
      const run = (...args: string[]) => runCli(['models', 'import', ...args], { shellPrefix });

      const { exitCode, stdout, stderr } = await run(checkpoint, '--name', 'tiny-v1');
      assert.equal(exitCode, 0, stderr);
      const folder = path.join(home, '.stemwright', 'models', 'tiny-v1');
      assert.ok(stdout.includes(`Imported tiny-v1 1.0.0 to ${folder}.`));
      assert.match(stderr, /largest difference from PyTorch/);
      await assertDenoisesAsPyTorch(await loadModelFolder(folder));

      const refused = await run(TINY_SCRIPT);
      assert.equal(refused.exitCode, 1);
      assert.match(refused.stderr, /tiny_msdm\.py: /);
    }));

  it('makes one model of independent networks; every posterior separates with it, over several chunks', () =>
    withTemporaryFolder(async (home) => {
      await tiny('stems', home);
      const shellPrefix = `export HOME='${home}'`;
      const files = STEMS.map((stem) => `${stem}=${path.join(home, `${stem}.ckpt`)}`).reverse();
      const model = path.join(home, '.stemwright', 'models', 'isdm-v1');
      const chunk = ['--trained', String(CHUNK_FRAMES)];
      await promisify(execFile)(PYTHON, [
        CONFIG.checkpointScript,
        ...files,
        '--out',
        model,
        ...chunk,
      ]);

      const input = path.join(home, 'input.wav');
      const row = Float32Array.from({ length: FRAMES }, (_, t) => 0.3 * Math.sin(t * 0.05));
      await writeWav16(input, 22050, [row]);
      for (const posterior of ['consistent', 'dirac', 'gaussian']) {
        const out = path.join(home, posterior);
        const args = ['--model', 'isdm-v1', '--steps', '2', '--posterior', posterior];
        const separated = await runCli(['separate', input, '--out', out, ...args], { shellPrefix });
        assert.equal(separated.exitCode, 0, separated.stderr);
        const folder = path.join(out, 'input');
        const { stems } = await readTrack({ name: posterior, folder }, STEMS);
        const sum = sumRows(stems);
        assert.equal(sum.length, FRAMES);
        row.forEach((value, t) => {
          // 16 bits of the input as they are read; four stems rounded to float32, and their three sums
          const read = Math.round(32767 * value) / 32768;
          const largest = Math.max(1, ...stems.map((stem) => Math.abs(stem[t]!)));
          assert.ok(Math.abs(sum[t]! - read) <= 16 * largest * 2 ** -24, `${posterior} at ${t}`);
        });
      }
    }));

  it('makes a model whose weights lie beside its graph that denoises as PyTorch does', () =>
    withTemporaryFolder(async (folder) => {
      await tiny('apart', folder);
      const model = await loadModelFolder(folder);
      assert.deepEqual(await externalDataOf(model.graphPath), ['model.onnx.data']);
      assert.deepEqual(Object.keys(model.card.files), ['model.onnx', 'model.onnx.data']);
      await assertDenoisesAsPyTorch(model);
    }));
});
