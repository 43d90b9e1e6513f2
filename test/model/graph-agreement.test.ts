/** A card against its graph: every way to disagree is refused, naming the card's field or the graph's input. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { assertGraphAgrees } from '../../src/model/graph-agreement.js';
import type { DenoiserCard } from '../../src/model/denoiser-card.js';
import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import type { GraphValue } from '../../src/model/onnx-session.js';
import { MASKED_GAUSSIAN_FOLDER } from '../support/gaussian-model.js';

const BLOCK = ['batch', 4, 'frames'];
type Dims = Readonly<Record<string, readonly (number | string)[]>>;

const MASKED_DIMS: Dims = {
  x: BLOCK,
  sigma: ['batch'],
  known: BLOCK,
  known_mask: BLOCK,
  mixture: ['batch', 1, 'frames'],
  mixture_given: ['batch'],
};

interface Graph {
  inputs: GraphValue[];
  outputs: GraphValue[];
}

function values(dims: Dims): GraphValue[] {
  return Object.entries(dims).map(([name, shape]) => ({ name, type: 'float32', dims: shape }));
}

function maskedGraph(changes: Dims = {}, denoised = BLOCK): Graph {
  return {
    inputs: values({ ...MASKED_DIMS, ...changes }),
    outputs: values({ denoised }),
  };
}

/** [what is wrong, the graph, changes to the card, what the sentence must say] */
const DISAGREEMENTS: readonly (readonly [string, Graph, Partial<DenoiserCard>, RegExp])[] = [
  [
    'an unconditional card over a masked graph',
    maskedGraph(),
    { conditioning: 'none' },
    /conditioning "none" means the inputs x, sigma, but the graph has x, sigma, known, known_mask/,
  ],
  [
    'a masked card over an unconditional graph',
    { ...maskedGraph(), inputs: maskedGraph().inputs.slice(0, 2) },
    {},
    /conditioning "masked" means the inputs x, .*mixture_given, but the graph has x, sigma\./,
  ],
  [
    'an output of another name',
    { ...maskedGraph(), outputs: values({ score: BLOCK }) },
    {},
    /output must be called denoised, but the graph has score/,
  ],
  [
    'another number of stems',
    maskedGraph(),
    { stems: ['bass', 'drums', 'rest'] },
    /input x is \[batch, 4, frames\], but the field stems names 3 \(bass, drums, rest\)/,
  ],
  [
    'a mixture of two channels',
    maskedGraph({ mixture: ['batch', 2, 'frames'] }),
    {},
    /input mixture is \[batch, 2, frames\], but its second axis must be 1/,
  ],
  [
    'a sigma per stem',
    maskedGraph({ sigma: ['batch', 4] }),
    {},
    /input sigma must have 1 dimensions \[batch\], got 2 \[batch, 4\]/,
  ],
  [
    'a fixed batch',
    maskedGraph({ x: [1, 4, 'frames'] }),
    {},
    /input x is \[1, 4, frames\], but its batch axis must be free/,
  ],
  [
    'a fixed length that is not the trained one',
    maskedGraph({ x: ['batch', 4, 4096] }),
    {},
    /input x .*the field chunkFrames\.trained is 65536/,
  ],
  [
    'a fixed length with a card that allows shorter ones',
    maskedGraph({ x: ['batch', 4, 65536] }),
    {},
    /input x .*the field chunkFrames\.min is 2048: it must be the one length/,
  ],
  [
    'an output with too few stems',
    maskedGraph({}, ['batch', 2, 'frames']),
    {},
    /output denoised is \[batch, 2, frames\], but the field stems names 4/,
  ],
];

describe('graph agreement', () => {
  let card: DenoiserCard;
  before(async () => {
    card = denoiserCardOf((await loadModelFolder(MASKED_GAUSSIAN_FOLDER)).card);
  });

  it('takes a graph with the inputs in any order, and an output whose shape is left open', () => {
    const { inputs, outputs } = maskedGraph({}, []);
    assertGraphAgrees(card, 'model.onnx', { inputs: inputs.reverse(), outputs });
  });

  it('takes a graph of one fixed length if the card allows no other', () => {
    const chunkFrames = { trained: 65536, min: 65536, multipleOf: 65536 };
    const graph = maskedGraph({ x: ['batch', 4, 65536] });
    assertGraphAgrees({ ...card, chunkFrames }, 'model.onnx', graph);
  });

  for (const [what, graph, change, sentence] of DISAGREEMENTS) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => {
          assertGraphAgrees({ ...card, ...change }, 'some/model.onnx', graph);
        },
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'model-invalid');
          assert.match(error.message, /^some\/model\.onnx disagrees with its card: /);
          assert.match(error.message, sentence);
          return true;
        },
      );
    });
  }

  it('refuses an input of another type', () => {
    const { inputs, outputs } = maskedGraph();
    const halves = inputs.map((value) => ({ ...value, type: 'float16' }));
    assert.throws(() => {
      assertGraphAgrees(card, 'model.onnx', { inputs: halves, outputs });
    }, /input x must be float32, got float16/);
  });
});
