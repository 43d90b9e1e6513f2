/** Where graphs keep their weights, whichever way they have them. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'mocha';

import { externalDataOf } from '../../src/model/external-data.js';
import { MASKED_GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import { onnxModel, protobufField, tensorElsewhere } from '../support/onnx-bytes.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

function locationsOf(bytes: Buffer): Promise<readonly string[]> {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, 'model.onnx');
    await writeFile(path, bytes);
    return await externalDataOf(path);
  });
}

/** By the fields of onnx.proto that lead there from a model. */
const PLACES: readonly (readonly [string, (tensor: Buffer) => Buffer])[] = [
  ['an initializer', (tensor) => onnxModel(tensor)],
  ['a sparse initializer', (tensor) => inGraph(protobufField(15, protobufField(1, tensor)))],
  ['its indices', (tensor) => inGraph(protobufField(15, protobufField(2, tensor)))],
  ['a constant', (tensor) => inGraph(inAttribute(protobufField(5, tensor)))],
  ['a list of constants', (tensor) => inGraph(inAttribute(protobufField(10, tensor)))],
  [
    'a sparse constant',
    (tensor) => inGraph(inAttribute(protobufField(22, protobufField(1, tensor)))),
  ],
  ['a list of them', (tensor) => inGraph(inAttribute(protobufField(23, protobufField(1, tensor))))],
  [
    'the body of a loop',
    (tensor) => inGraph(inAttribute(protobufField(6, protobufField(5, tensor)))),
  ],
  [
    'a list of graphs',
    (tensor) => inGraph(inAttribute(protobufField(11, protobufField(5, tensor)))),
  ],
  [
    'a function',
    (tensor) => protobufField(25, protobufField(7, protobufField(5, protobufField(5, tensor)))),
  ],
  [
    'a function’s default',
    (tensor) => protobufField(25, protobufField(11, protobufField(5, tensor))),
  ],
  ['training', (tensor) => protobufField(20, protobufField(1, protobufField(5, tensor)))],
];

function inGraph(...contents: readonly Buffer[]): Buffer {
  return protobufField(7, ...contents);
}

function inAttribute(contents: Buffer): Buffer {
  return protobufField(1, protobufField(5, contents));
}

describe('Where a graph takes weights from', () => {
  for (const [name, place] of PLACES) {
    it(`is found in ${name}`, async () => {
      assert.deepEqual(await locationsOf(place(tensorElsewhere('w.bin'))), ['w.bin']);
    });
  }

  it('is each place once, behind weights of any size that are in the graph itself', async () => {
    const held = protobufField(9, Buffer.alloc(300_000, 0xff));
    const [one, other] = [tensorElsewhere('one'), tensorElsewhere('../other')];
    assert.deepEqual(await locationsOf(onnxModel(held, one, held, other, one)), [
      'one',
      '../other',
    ]);
  });

  it('is nowhere else for a graph that holds its weights', async () => {
    assert.deepEqual(await externalDataOf(join(MASKED_GAUSSIAN_FOLDER, 'model.onnx')), []);
  });

  it('is refused to be looked for in what is no graph, is cut short, or nested without an end', async () => {
    let nested = protobufField(5, tensorElsewhere('deep'));
    for (let level = 0; level < 500; level++) nested = inAttribute(protobufField(6, nested));
    const whole = onnxModel(tensorElsewhere('w.bin'));
    for (const bytes of [
      Buffer.from('no graph at all'),
      Buffer.alloc(100),
      Buffer.alloc(100, 0xff),
      whole.subarray(0, -1),
      inGraph(nested),
      onnxModel(tensorElsewhere('w'.repeat(10_000))),
    ]) {
      await assert.rejects(locationsOf(bytes), {
        code: 'model-invalid',
        message: /model\.onnx is no ONNX graph, or damaged at byte \d+\. Export or download/,
      });
    }
  });
});
