/** `stemwright models import` as its users meet it: a model folder becomes one of theirs, whole or not at all; what is said of checkpoints where there is no PyTorch. */
import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { loadModelFolder } from '../../src/model/model-folder.js';
import { MSDM_TINY_FOLDER } from '../support/msdm-tiny.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** Runs it for a user whose home is this folder, and who has no Python. */
function importFor(home: string, ...sources: string[]): Promise<CliResult> {
  const shellPrefix = `export HOME='${home}' STEMWRIGHT_PYTHON='${path.join(home, 'no-python')}'`;
  return runCli(['models', 'import', ...sources], { shellPrefix });
}

async function modelsOf(home: string): Promise<readonly string[]> {
  const folder = path.join(home, '.stemwright', 'models');
  return readdir(folder).catch(() => []);
}

describe('stemwright models import', () => {
  it('copies a model folder beside the user’s others, in the place of one of that name', () =>
    withTemporaryFolder(async (home) => {
      const stale = path.join(home, '.stemwright', 'models', 'msdm-tiny');
      await mkdir(stale, { recursive: true });
      await writeFile(path.join(stale, 'stale'), '');
      const { exitCode, stdout } = await importFor(home, MSDM_TINY_FOLDER);
      assert.equal(exitCode, 0);
      assert.match(stdout, /Imported msdm-tiny 1\.0\.0 to .*msdm-tiny\.\n$/);
      assert.deepEqual(await modelsOf(home), ['msdm-tiny']);
      assert.equal((await loadModelFolder(stale)).card.name, 'msdm-tiny');
      assert.ok(!(await readdir(stale)).includes('stale'));
    }));

  it('refuses a damaged folder by its own name and leaves nothing behind', () =>
    withTemporaryFolder(async (home) => {
      const damaged = path.join(home, 'damaged');
      await cp(MSDM_TINY_FOLDER, damaged, { recursive: true });
      await appendFile(path.join(damaged, 'model.onnx'), '\0');
      const { exitCode, stderr } = await importFor(home, damaged);
      assert.equal(exitCode, 1);
      assert.ok(stderr.startsWith(`stemwright: ${path.join(damaged, 'model.onnx')}: its SHA-256`));
      assert.deepEqual(await modelsOf(home), []);
    }));

  it('says what to run for a checkpoint where there is no Python with PyTorch', () =>
    withTemporaryFolder(async (home) => {
      const checkpoint = path.join(home, 'published.ckpt');
      await writeFile(checkpoint, 'never opened');
      const { exitCode, stderr } = await importFor(home, checkpoint);
      assert.equal(exitCode, 1);
      assert.match(stderr, /needs Python with PyTorch, which ".*no-python" is not/);
      assert.match(stderr, /STEMWRIGHT_PYTHON/);
      assert.match(stderr, /import_msdm\.py .*published\.ckpt --out DIR/);
      assert.deepEqual(await modelsOf(home), []);
    }));
});
