/**
 * A model library that stays open: how often it looks, and that it misses no change.
 */
import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { listModels, openModelLibrary } from '../../src/model/model-library.js';
import { sharedRuns } from '../../src/model/shared-runs.js';
import { GAUSSIAN_FOLDER, MODELS_FOLDER } from '../support/gaussian-model.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('A model library that stays open', () => {
  it('looks once for all who ask at a time, and again for those who ask meanwhile', async () => {
    const library = openModelLibrary([MODELS_FOLDER]);
    const first = library.list();
    const meanwhile = Array.from({ length: 100 }, () => library.list());
    assert.equal(new Set(meanwhile).size, 1);
    assert.notEqual(meanwhile[0], first);
    const names = (await first).map(({ name }) => name);
    assert.ok(names.includes('gaussian'));
    assert.deepEqual(await meanwhile[0], await first);
  });

  it('reads nothing again that has not changed', async () => {
    const library = openModelLibrary([MODELS_FOLDER]);
    const [once, again] = [await library.list(), await library.list()];
    // the very entries, not others like them; the repository's models are older than a clock's tick
    once.forEach((entry, index) => {
      assert.equal(again[index], entry);
    });
  });

  it('sees a model that is added, changed in place, and taken away, however fast that goes', () =>
    withTemporaryFolder(async (folder) => {
      const library = openModelLibrary([folder]);
      const names = async () => (await library.list()).map(({ name }) => name);
      assert.deepEqual(await names(), []);
      const copy = path.join(folder, 'copy');
      await cp(GAUSSIAN_FOLDER, copy, { recursive: true });
      assert.deepEqual(await names(), ['gaussian']);
      const card = path.join(copy, 'model.json');
      const text = await readFile(card, 'utf8');
      // of the same length, within the same tick of the file system's clock perhaps
      for (const name of ['gaussiab', 'gaussiac', 'gaussiad']) {
        await writeFile(card, text.replace('"gaussian"', `"${name}"`));
        assert.deepEqual(await names(), [name]);
      }
      await rm(path.join(copy, 'model.onnx'));
      assert.equal((await library.list())[0]?.valid, false);
      await rm(copy, { recursive: true });
      assert.deepEqual(await names(), []);
    }));
});

describe('A library folder', () => {
  it('has no models in hidden folders, where an import is under way', () =>
    withTemporaryFolder(async (folder) => {
      await cp(GAUSSIAN_FOLDER, path.join(folder, '.import-Xy12'), { recursive: true });
      assert.deepEqual(await listModels([folder]), []);
    }));
});

describe('Shared runs', () => {
  it('are one at a time, and go on after one that fails', async () => {
    const begun: ((result: string | Error) => void)[] = [];
    const ask = sharedRuns(
      () =>
        new Promise<string>((resolve, reject) => {
          begun.push((result) => {
            if (result instanceof Error) reject(result);
            else resolve(result);
          });
        }),
    );
    const [a, b, c] = [ask(), ask(), ask()];
    assert.equal(begun.length, 1);
    begun[0]!(new Error('no'));
    await assert.rejects(a, /no/);
    await new Promise(setImmediate);
    assert.equal(begun.length, 2);
    // the one that b and c share is under way now
    const d = ask();
    begun[1]!('second');
    assert.deepEqual(await Promise.all([b, c]), ['second', 'second']);
    await new Promise(setImmediate);
    assert.equal(begun.length, 3);
    begun[2]!('third');
    assert.equal(await d, 'third');
  });
});
