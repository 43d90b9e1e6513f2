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
import { writeFilterBankModel, writeSeparator } from '../support/filter-bank.js';
import { onnxModel, tensorElsewhere } from '../support/onnx-bytes.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** Runs `use` on a copy of the Gaussian model in a library folder of its own. */
function withCopy(use: (copy: string, library: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (library) => {
    const copy = join(library, 'copy');
    await cp(GAUSSIAN_FOLDER, copy, { recursive: true });
    await use(copy, library);
  });
}

function hashOf(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The card that is there, with some fields changed; undefined: without them. */
async function writeCard(folder: string, fields: object): Promise<void> {
  const file = join(folder, 'model.json');
  const card = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...card, ...fields }));
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
    assert.equal(model.graphSha256, hashOf(graph));
    assert.deepEqual(model.card.files, { 'model.onnx': hashOf(graph) });
  });

  it('knows a separator by its files and what its card says of them, whatever it is called', () =>
    withTemporaryFolder(async (library) => {
      const graphs = ['bag/drums.onnx', 'bag/bass.onnx'];
      const networks = ['drums', 'bass'].map((stem, place) => ({
        graph: `${stem}.onnx`,
        contract: 'waveform',
        stems: ['drums', 'bass', null, null].map((its, index) => (index === place ? its : null)),
      }));
      const card = {
        name: 'bag',
        stems: ['drums', 'bass', 'rest'],
        rest: 'rest',
        channels: 2,
        chunkFrames: { trained: 4096, min: 4096, multipleOf: 4096 },
        overlapFrames: 0,
        networks,
      };
      const folder = await writeSeparator(library, graphs, card);
      const { graphSha256, graphPath, graphBytes, card: read } = await loadModelFolder(folder);
      const hashes = Object.values<string>(read.files);
      assert.equal(hashes.length, 2);
      const identityOf = async (changes: object): Promise<string> => {
        const other = await writeSeparator(join(library, 'others'), graphs, {
          ...card,
          ...changes,
        });
        return (await loadModelFolder(other)).graphSha256;
      };
      assert.equal(await identityOf({ name: 'other', version: '2', licence: 'MIT' }), graphSha256);
      const [drums, bass] = networks;
      const turned = [
        { ...drums, stems: bass!.stems },
        { ...bass, stems: drums!.stems },
      ];
      for (const changes of [
        { networks: turned },
        { stems: ['bass', 'drums', 'rest'] },
        { overlapFrames: 256 },
        { sampleRateHz: 48_000 },
      ]) {
        assert.notEqual(await identityOf(changes), graphSha256, JSON.stringify(changes));
      }
      assert.equal(graphPath, join(folder, 'drums.onnx'));
      assert.ok(graphBytes > 8000);
      await rm(join(folder, 'bass.onnx'));
      await assertRefused(loadModelFolder(folder), 'model-invalid', /bass\.onnx: .*no such file/);
    }));

  it('refuses a separator whose graph takes weights from a file that its card does not list', () =>
    withTemporaryFolder(async (library) => {
      const folder = await writeFilterBankModel(library, {
        graph: 'waveform-external.onnx',
        changes: {
          stems: ['a', 'b'],
          networks: [{ graph: 'waveform-external.onnx', contract: 'waveform', stems: ['a', 'b'] }],
          chunkFrames: { trained: 4096, min: 4096, multipleOf: 4096 },
        },
      });
      await assertRefused(
        loadModelFolder(folder),
        'model-invalid',
        /takes weights from "its weights\.bin", but expected nothing but files .* in the field files/,
      );
    }));

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

  for (const [name, weights, listed] of [
    ['as an older card has it', 'model.onnx.data', (hash: string) => ({ dataSha256: hash })],
    ['in any file beside it', 'w.bin', (hash: string) => ({ files: { 'w.bin': hash } })],
  ] as const) {
    it(`takes weights from a file of their own, whose hash and size count as the graph’s do: ${name}`, () =>
      withCopy(async (copy) => {
        const file = join(copy, weights);
        const graph = onnxModel(tensorElsewhere(weights));
        await writeFile(join(copy, 'model.onnx'), graph);
        const fields = listed(hashOf('weights'));
        await writeCard(
          copy,
          'files' in fields
            ? { files: { 'model.onnx': hashOf(graph), ...fields.files } }
            : { files: undefined, sha256: hashOf(graph), ...fields },
        );
        await assertRefused(
          loadModelFolder(copy),
          'model-invalid',
          new RegExp(`copy.${weights}: there is no such file, but the card has its hash`),
        );
        await writeFile(file, 'weights');
        const { graphBytes, graphSha256, card } = await loadModelFolder(copy);
        assert.equal(graphBytes, graph.length + 'weights'.length);
        assert.equal(graphSha256, hashOf(graph));
        assert.deepEqual(card.files, { 'model.onnx': hashOf(graph), [weights]: hashOf('weights') });
        await appendFile(file, '\0');
        await assertRefused(
          loadModelFolder(copy),
          'model-invalid',
          new RegExp(`copy.${weights}: .* in model\\.json, ${hashOf('weights')}, but is`),
        );
      }));
  }

  it('refuses weights in files that the card does not list, or that lie elsewhere', () =>
    withCopy(async (copy, library) => {
      await writeFile(join(copy, 'weights.bin'), 'weights');
      await writeFile(join(library, 'weights.bin'), 'weights');
      for (const location of [
        'weights.bin',
        '../weights.bin',
        join(copy, 'weights.bin'),
        'below/../../weights.bin',
        '*/_ORT_MEM_ADDR_/*',
      ]) {
        const graph = onnxModel(tensorElsewhere(location));
        await writeFile(join(copy, 'model.onnx'), graph);
        await writeCard(copy, { files: { 'model.onnx': hashOf(graph) } });
        await assertRefused(
          loadModelFolder(copy),
          'model-invalid',
          /copy.model\.onnx: it takes weights from "/,
        );
      }
    }));

  it('refuses a graph whose bytes are not those of its card, with both hashes', () =>
    withCopy(async (copy) => {
      const { graphSha256 } = await loadModelFolder(GAUSSIAN_FOLDER);
      await appendFile(join(copy, 'model.onnx'), '\0');
      await assertRefused(
        loadModelFolder(copy),
        'model-invalid',
        new RegExp(`copy.model\\.onnx: .* in model\\.json, ${graphSha256}, but is [0-9a-f]{64}`),
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
