/** Which graphs are imported, for which stems, and which files they consist of. */
import assert from 'node:assert/strict';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { filesOfNetwork } from '../../src/cli/copy-network.js';
import { networkFiles, networksInFolder } from '../../src/cli/network-sources.js';
import { SEPARATORS_FOLDER } from '../support/filter-bank.js';
import { onnxModel, tensorElsewhere } from '../support/onnx-bytes.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const FOREIGN = path.join(SEPARATORS_FOLDER, 'foreign');

async function folderOf(folder: string, ...names: readonly string[]): Promise<string> {
  await mkdir(folder);
  for (const name of names) await writeFile(path.join(folder, name), 'never opened');
  return folder;
}

describe('Graphs to import', () => {
  it('are one file, which names the model, or one for each stem', () => {
    assert.deepEqual(networkFiles(['up/Kim_Vocal_2.ONNX']), {
      networks: [{ path: 'up/Kim_Vocal_2.ONNX', stem: undefined }],
      name: 'Kim_Vocal_2',
    });
    assert.equal(networkFiles(['up/.my model (1).onnx']).name, 'my_model_1_');
    assert.equal(networkFiles(['up/模型.onnx']).name, undefined);
    assert.deepEqual(networkFiles(['vocals=a.onnx', 'bass=./b=c.onnx']), {
      networks: [
        { path: 'a.onnx', stem: 'vocals' },
        { path: './b=c.onnx', stem: 'bass' },
      ],
      name: undefined,
    });
    assert.throws(() => networkFiles(['vocals=a.onnx', 'b.onnx']), {
      code: 'bad-argument',
      message: /write b\.onnx as STEM=b\.onnx/,
    });
    assert.throws(() => networkFiles(['vocals=a.onnx', 'vocals=b.onnx']), {
      code: 'bad-argument',
      message: /a\.onnx and b\.onnx are both for the stem vocals/,
    });
  });

  it('are those of a folder, by the stems that their names hold', () =>
    withTemporaryFolder(async (folder) => {
      const bag = await folderOf(
        path.join(folder, 'htdemucs_ft'),
        'htdemucs_ft_vocals.onnx',
        'htdemucs-ft.Drums.onnx',
        'readme.txt',
      );
      assert.deepEqual(await networksInFolder(bag), {
        networks: [
          { path: path.join(bag, 'htdemucs-ft.Drums.onnx'), stem: 'drums' },
          { path: path.join(bag, 'htdemucs_ft_vocals.onnx'), stem: 'vocals' },
        ],
        name: 'htdemucs_ft',
      });
      await assert.rejects(networksInFolder(bag, ['drums', 'bass']), {
        code: 'bad-argument',
        message: /htdemucs_ft_vocals\.onnx does not tell which one of the stems drums, bass it is/,
      });
      const twice = await folderOf(path.join(folder, 'twice'), 'bass-1.onnx', 'bass-2.onnx');
      await assert.rejects(networksInFolder(twice), { message: /both for the stem bass/ });
      const one = await folderOf(path.join(folder, 'one'), 'model.onnx', 'model.onnx.data');
      assert.deepEqual(await networksInFolder(one), {
        networks: [{ path: path.join(one, 'model.onnx'), stem: undefined }],
        name: 'one',
      });
      assert.equal(await networksInFolder(await folderOf(path.join(folder, 'none'))), undefined);
    }));
});

describe('The files of a network', () => {
  it('are its graph and the weights that it names, whatever they are called', () =>
    withTemporaryFolder(async (folder) => {
      const graph = path.join(folder, 'net.onnx');
      const names = ['./its weights.bin', 'deep/onnx::MatMul_1', 'its weights.bin'];
      await writeFile(graph, onnxModel(...names.map(tensorElsewhere)));
      await folderOf(path.join(folder, 'deep'), 'onnx::MatMul_1');
      await writeFile(path.join(folder, 'its weights.bin'), '');
      // more than 2 GB, of which only the names are read
      await truncate(path.join(folder, 'its weights.bin'), 2.3e9);
      assert.deepEqual(await filesOfNetwork(graph, 'model.onnx'), [
        { from: graph, to: 'model.onnx' },
        { from: path.join(folder, 'its weights.bin'), to: 'its weights.bin' },
        { from: path.join(folder, 'deep/onnx::MatMul_1'), to: 'deep/onnx::MatMul_1' },
      ]);
    }));

  const refused: readonly (readonly [graph: string, code: string, message: RegExp])[] = [
    [
      'external-outside',
      'model-invalid',
      /takes weights from "\.\.\/its weights\.bin", which is not in its folder/,
    ],
    [
      'external-absolute',
      'model-invalid',
      /takes weights from "\/etc\/passwd", which is not in its folder/,
    ],
    [
      'external-missing',
      'model-invalid',
      /from "missing\.bin", but there is no such file beside it/,
    ],
    ['cut-off', 'model-invalid', /cut-off\.onnx is no ONNX graph, or damaged at byte \d+/],
    ['web-page', 'model-invalid', /web-page\.onnx is no ONNX graph, or damaged at byte \d+/],
    ['empty', 'model-invalid', /empty\.onnx is empty\. Export or download it again/],
    ['not-there', 'input-missing', /There is no file .*not-there\.onnx/],
  ];
  for (const [graph, code, message] of refused) {
    it(`are refused in a sentence: ${graph}`, async () => {
      const file = path.join(FOREIGN, `${graph}.onnx`);
      await assert.rejects(filesOfNetwork(file, 'model.onnx'), { code, message });
    });
  }
});
