/** Names without a version: which model they mean. */
import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { CONFIG } from '../../src/config/config.js';
import { findModel, shippedModelsFolder } from '../../src/model/model-library.js';
import { fullModelName } from '../../src/model/model-version.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const usable = (...names: string[]) => names.map((name) => ({ name, valid: true }));
const broken = (...names: string[]) => names.map((name) => ({ name, valid: false }));

/** The Gaussian model in `library`, under another name. */
async function addModel(library: string, name: string): Promise<void> {
  const folder = join(library, name);
  await cp(GAUSSIAN_FOLDER, folder, { recursive: true });
  const card = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as object;
  await writeFile(join(folder, 'model.json'), JSON.stringify({ ...card, name }));
}

describe('model version', () => {
  it('is the newest by number where the name has none', () => {
    const installed = usable('band-v9', 'band-v10', 'band-v2', 'bandit-v11', 'big-band-v12');
    assert.equal(fullModelName('band', installed), 'band-v10');
  });

  it('is the one that is named, and no other', () => {
    const installed = usable('band-v2', 'band-v3');
    assert.equal(fullModelName('band-v2', installed), 'band-v2');
    assert.equal(fullModelName('band-v5', installed), undefined);
    assert.equal(fullModelName('band-v', installed), undefined);
  });

  it('does not matter where a model has exactly the name, even a broken one', () => {
    assert.equal(fullModelName('band', usable('band-v3', 'band')), 'band');
    assert.equal(fullModelName('band', [...usable('band-v3'), ...broken('band')]), 'band');
  });

  it('is one that can be used, if there is one', () => {
    assert.equal(fullModelName('band', [...usable('band-v2'), ...broken('band-v3')]), 'band-v2');
    assert.equal(fullModelName('band', broken('band-v2', 'band-v3')), 'band-v3');
  });

  it('is a whole number without leading zeros, so that two folders are never one version', () => {
    const installed = usable('band-v0', 'band-v07', 'band-v1.5', 'band-vnext');
    assert.equal(fullModelName('band', installed), 'band-v0');
  });

  it('is looked for in all folders, and the user’s folder comes first among equals', () =>
    withTemporaryFolder(async (root) => {
      const [own, shipped] = [join(root, 'own'), join(root, 'shipped')];
      for (const name of ['band-v9', 'band-v2']) await addModel(own, name);
      for (const name of ['band-v10', 'band-v2']) await addModel(shipped, name);
      const find = async (name: string) => (await findModel(name, [own, shipped])).folder;
      assert.equal(await find('band'), join(shipped, 'band-v10'));
      assert.equal(await find('band-v2'), join(own, 'band-v2'));
      await addModel(own, 'band');
      assert.equal(await find('band'), join(own, 'band'));
    }));

  it('of a broken model is told with what is wrong, and of an unknown one with the names there are', () =>
    withTemporaryFolder(async (library) => {
      for (const name of ['band-v2', 'other-v1']) await addModel(library, name);
      await rm(join(library, 'band-v2', 'model.onnx'));
      await assert.rejects(findModel('band', [library]), /band-v2.model\.onnx: .*no such file/);
      await assert.rejects(
        findModel('bend', [library]),
        /no model called "bend"\. There are: other-v1 \(/,
      );
    }));

  it('of the default model is shipped, in a folder called as its card', async () => {
    const { name, folder } = await findModel(CONFIG.defaultModel, [shippedModelsFolder()]);
    assert.equal(folder, join(shippedModelsFolder(), name));
  });
});
