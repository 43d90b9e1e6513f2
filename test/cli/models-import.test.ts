/** `stemwright models import` as its users meet it: a model folder becomes one of theirs, whole or not at all; what is said of checkpoints where there is no PyTorch. */
import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
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
  it('copies a model folder beside the user’s others, and refuses where one has that name, unless it is to be replaced', () =>
    withTemporaryFolder(async (home) => {
      const place = path.join(home, '.stemwright', 'models', 'msdm-tiny');
      const first = await importFor(home, MSDM_TINY_FOLDER);
      assert.equal(first.exitCode, 0, first.stderr);
      assert.match(first.stdout, /Imported msdm-tiny 1\.0\.0 to .*msdm-tiny\.\n$/);
      assert.equal((await loadModelFolder(place)).card.name, 'msdm-tiny');
      await writeFile(path.join(place, 'notes.txt'), 'MINE');
      const second = await importFor(home, MSDM_TINY_FOLDER, '--json');
      assert.equal(second.exitCode, 1);
      assert.equal(
        (JSON.parse(second.stdout) as { error: { code: string } }).error.code,
        'output-exists',
      );
      const before = (await readdir(place)).sort();
      assert.ok(before.includes('notes.txt'));
      const third = await importFor(home, MSDM_TINY_FOLDER, '--replace', '--json');
      assert.equal(third.exitCode, 0, third.stderr);
      const gone = before.map((name) => path.join(place, name));
      assert.deepEqual((JSON.parse(third.stdout) as { replaced: string[] }).replaced, gone);
      for (const file of gone) assert.ok(third.stderr.includes(file), third.stderr);
      assert.ok(!(await readdir(place)).includes('notes.txt'));
      assert.deepEqual(await modelsOf(home), ['msdm-tiny']);
    }));

  it('never deletes a folder that is imported from its own place, nor one that a link there leads to', () =>
    withTemporaryFolder(async (home) => {
      const models = path.join(home, '.stemwright', 'models');
      const place = path.join(models, 'msdm-tiny');
      await cp(MSDM_TINY_FOLDER, place, { recursive: true });
      const own = await importFor(home, place, '--replace');
      assert.equal(own.exitCode, 1);
      assert.match(own.stderr, /There is nothing to import/);
      assert.equal((await loadModelFolder(place)).card.name, 'msdm-tiny');
      const elsewhere = path.join(home, 'work', 'tiny');
      await mkdir(path.dirname(elsewhere));
      await rename(place, elsewhere);
      await symlink(elsewhere, place);
      assert.equal((await importFor(home, elsewhere, '--replace')).exitCode, 1);
      assert.equal((await importFor(home, MSDM_TINY_FOLDER, '--replace')).exitCode, 0);
      for (const folder of [elsewhere, place]) {
        assert.equal((await loadModelFolder(folder)).card.name, 'msdm-tiny');
      }
    }));

  it('copies what links lead to, so that a model is not lost that replaces itself by links', () =>
    withTemporaryFolder(async (home) => {
      const place = path.join(home, '.stemwright', 'models', 'msdm-tiny');
      assert.equal((await importFor(home, MSDM_TINY_FOLDER)).exitCode, 0);
      const linked = path.join(home, 'linked');
      await mkdir(linked);
      for (const name of ['model.json', 'model.onnx']) {
        await symlink(path.join(place, name), path.join(linked, name));
      }
      await symlink(home, path.join(linked, 'around'));
      const { exitCode, stderr } = await importFor(home, linked, '--replace');
      assert.equal(exitCode, 0, stderr);
      assert.equal((await loadModelFolder(place)).card.name, 'msdm-tiny');
      assert.deepEqual((await readdir(place)).sort(), ['model.json', 'model.onnx']);
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
