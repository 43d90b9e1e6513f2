/** Model folders and the library of them: what is found, and what is said when something is missing or damaged. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel, listModels, shippedModelsFolder } from '../../src/model/model-library.js';
import type { OperationalErrorCode } from '../../src/operational-error.js';
import {
  GAUSSIAN_FOLDER,
  MASKED_GAUSSIAN_FOLDER,
  MODELS_FOLDER,
} from '../support/gaussian-model.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** Runs `use` on a copy of the Gaussian model in a library folder of its own. */
function withCopy(use: (copy: string, library: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (library) => {
    const copy = join(library, 'copy');
    await cp(GAUSSIAN_FOLDER, copy, { recursive: true });
    await use(copy, library);
  });
}

async function assertRefused(
  loading: Promise<unknown>,
  code: OperationalErrorCode,
  ...sentences: RegExp[]
): Promise<void> {
  await assert.rejects(loading, (error: Error & { code?: string }) => {
    assert.equal(error.code, code);
    for (const sentence of sentences) assert.match(error.message, sentence);
    return true;
  });
}

describe('model folder', () => {
  it('gives the card, the graph and its measured hash', async () => {
    const model = await loadModelFolder(GAUSSIAN_FOLDER);
    const graph = await readFile(join(GAUSSIAN_FOLDER, 'model.onnx'));
    assert.equal(model.card.name, 'gaussian');
    assert.equal(model.graphPath, join(GAUSSIAN_FOLDER, 'model.onnx'));
    assert.equal(model.graphBytes, graph.length);
    assert.equal(model.graphSha256, model.card.sha256);
  });

  it('says which folder or file is missing and what a model consists of', () =>
    withCopy(async (copy) => {
      const whole = /holds model\.json and model\.onnx/;
      await assertRefused(
        loadModelFolder(join(copy, 'no')),
        'input-missing',
        /no such folder/,
        whole,
      );
      await rm(join(copy, 'model.onnx'));
      await assertRefused(
        loadModelFolder(copy),
        'model-invalid',
        /copy.model\.onnx: .*no such/,
        whole,
      );
      await rm(join(copy, 'model.json'));
      await assertRefused(
        loadModelFolder(copy),
        'model-invalid',
        /copy.model\.json: .*no such/,
        whole,
      );
    }));

  it('takes weights from a file of their own, whose hash and size count as the graph’s do', () =>
    withCopy(async (copy) => {
      const weights = join(copy, 'model.onnx.data');
      const { card, graphBytes } = await loadModelFolder(copy);
      const dataSha256 = createHash('sha256').update('weights').digest('hex');
      await writeFile(join(copy, 'model.json'), JSON.stringify({ ...card, dataSha256 }));
      await assertRefused(
        loadModelFolder(copy),
        'model-invalid',
        /copy.model\.onnx\.data: .*no such/,
      );
      await writeFile(weights, 'weights');
      assert.equal((await loadModelFolder(copy)).graphBytes, graphBytes + 'weights'.length);
      await appendFile(weights, '\0');
      await assertRefused(
        loadModelFolder(copy),
        'model-invalid',
        new RegExp(
          `copy.model\\.onnx\\.data: .*the field dataSha256 in model\\.json, ${dataSha256}, but is`,
        ),
      );
    }));

  it('refuses a graph whose bytes are not those of its card, with both hashes', () =>
    withCopy(async (copy) => {
      const { sha256 } = (await loadModelFolder(GAUSSIAN_FOLDER)).card;
      await appendFile(join(copy, 'model.onnx'), '\0');
      await assertRefused(
        loadModelFolder(copy),
        'model-invalid',
        new RegExp(
          `copy.model\\.onnx: .*the field sha256 in model\\.json, ${sha256}, but is [0-9a-f]{64}`,
        ),
        /download the model again, or renew the card .*"stemwright models verify"/,
      );
    }));

  it('refuses a card with a mistake and names the file', () =>
    withCopy(async (copy) => {
      await writeFile(join(copy, 'model.json'), '{}');
      await assertRefused(
        loadModelFolder(copy),
        'model-invalid',
        /copy.model\.json: name is missing/,
      );
    }));
});

describe('model library', () => {
  it('lists usable models with their cards and broken ones with their problem, and passes over other folders', () =>
    withCopy(async (copy, library) => {
      await mkdir(join(library, 'kit'));
      await mkdir(join(library, 'half'));
      await cp(join(copy, 'model.json'), join(library, 'half', 'model.json'));
      await mkdir(join(library, 'odd'));
      await cp(join(copy, 'model.onnx'), join(library, 'odd', 'model.onnx'));
      await writeFile(join(library, 'odd', 'model.json'), '[]');

      const entries = await listModels([library, join(library, 'no-such-folder')]);
      assert.deepEqual(
        entries.map((entry) => [entry.name, entry.valid ? entry.graphBytes : entry.problem.code]),
        [
          ['gaussian', (await readFile(join(copy, 'model.onnx'))).length],
          ['half', 'model-invalid'],
          ['odd', 'model-invalid'],
        ],
      );
    }));

  it('finds a model by the name on its card, first in the folders that come first', () =>
    withCopy(async (copy, library) => {
      assert.equal((await findModel('gaussian', [library, MODELS_FOLDER])).folder, copy);
      assert.equal((await findModel('gaussian', [MODELS_FOLDER, library])).folder, GAUSSIAN_FOLDER);
    }));

  it('answers an unknown name with those there are', () =>
    withCopy(async (_copy, library) => {
      await cp(MASKED_GAUSSIAN_FOLDER, join(library, 'masked'), { recursive: true });
      await assertRefused(
        findModel('gausian', [library]),
        'model-missing',
        /no model called "gausian"\. There are: gaussian, masked-gaussian \(looked in/,
      );
    }));

  it('says so when there are no models at all', () =>
    withTemporaryFolder((empty) =>
      assertRefused(findModel('any', [empty]), 'model-missing', /There are none .*models import/),
    ));

  it('answers the name of a broken model with what is wrong with it', () =>
    withCopy(async (copy, library) => {
      await rm(join(copy, 'model.onnx'));
      await assertRefused(
        findModel('copy', [library]),
        'model-invalid',
        /model\.onnx: .*no such file/,
      );
    }));

  it('knows where the shipped models are', async () => {
    const names = (await listModels([shippedModelsFolder()])).map(({ name }) => name);
    assert.ok(names.includes('gaussian'), `found only ${names.join(', ')}`);
  });
});
