/** Graphs of waveforms: which inputs and outputs are taken, and what is said of others. What they give is in test/clips. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import type { GraphValue, OnnxSession } from '../../../src/model/onnx-session.js';
import { networkDisagreement } from '../../../src/model/separator/networks.js';

type Dims = GraphValue['dims'];

function value(name: string, dims: Dims, type = 'float32'): GraphValue {
  return { name, type, dims };
}

function session(inputs: GraphValue[], outputs: GraphValue[]): OnnxSession {
  return {
    inputs,
    outputs,
    runSeconds: 0,
    run: () => Promise.reject(new Error('not run here')),
    release: () => Promise.resolve(),
  };
}

const FIXED = { trained: 4096, min: 4096, multipleOf: 4096 };
const FREE = { trained: 4096, min: 256, multipleOf: 1 };
const FOUR = ['drums', 'bass', 'other', 'vocals'];

interface Facts {
  readonly stems: readonly string[];
  readonly channels: 1 | 2;
  readonly chunkFrames: typeof FIXED;
}

function problem(
  graph: OnnxSession,
  { stems = FOUR, channels = 2, chunkFrames = FIXED }: Partial<Facts> = {},
): string | undefined {
  const network = { contract: 'waveform', graph: 'model.onnx', stems } as const;
  return networkDisagreement({ session: graph, network, card: { channels, chunkFrames } });
}

const graphOf = (input: Dims, output: Dims) =>
  session([value('any', input)], [value('name', output)]);

describe('A graph of waveforms', () => {
  for (const [input, output, card] of [
    [[1, 2, 4096], [1, 4, 2, 4096], {}],
    [['batch', 2, 'frames'], ['batch', 4, 2, 'frames'], {}],
    [['batch', 2, 'frames'], [1, 4, 2, ''], { chunkFrames: FREE }],
    [[1, 2, 4096], [], {}],
    [[1, 2, 4096], [1, 2, 4096], { stems: ['vocals'] }],
    [[1, 2, 4096], [1, 1, 2, 4096], { stems: ['vocals'] }],
    [[1, 1, 4096], [1, 4, 4096], { channels: 1 }],
    [[1, 4096], [1, 4, 1, 4096], { channels: 1 }],
    [[1, 4096], [1, 4096], { channels: 1, stems: ['vocals'] }],
  ] as const) {
    it(`is taken: [${input.join(', ')}] -> [${output.join(', ')}]`, () => {
      assert.equal(problem(graphOf(input, output), card), undefined);
    });
  }

  for (const [what, graph, card, sentence] of [
    [
      'other channels',
      graphOf([1, 1, 4096], [1, 4, 2, 4096]),
      {},
      /input any must be \[1, 2, 4096\], as its card says, but is \[1, 1, 4096\]/,
    ],
    [
      'other stems',
      graphOf([1, 2, 4096], [1, 6, 2, 4096]),
      {},
      /output name must be \[1, 4, 2, 4096\], .* but is \[1, 6, 2, 4096\]/,
    ],
    ['a batch', graphOf([8, 2, 4096], [8, 4, 2, 4096]), {}, /input any must be \[1, 2, 4096\]/],
    ['another length', graphOf([1, 2, 2048], [1, 4, 2, 2048]), {}, /but is \[1, 2, 2048\]/],
    [
      'one length under a card of many',
      graphOf([1, 2, 4096], [1, 4, 2, 4096]),
      { chunkFrames: FREE },
      /must be \[1, 2, frames \(free\)\]/,
    ],
    ['no stems', graphOf([1, 2, 4096], [1, 2, 4096]), {}, /output name must be/],
    [
      'integers',
      session([value('any', [1, 2, 4096], 'int16')], [value('name', [1, 4, 2, 4096])]),
      {},
      /input any must be float32, but is int16/,
    ],
    [
      'two inputs',
      session([value('a', [1, 2, 4096]), value('b', [1])], [value('name', [1, 4, 2, 4096])]),
      {},
      /one input, the mixture, but has a, b/,
    ],
    [
      'two outputs',
      session([value('a', [1, 2, 4096])], [value('x', []), value('y', [])]),
      {},
      /one output, the stems, but has x, y/,
    ],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.match(problem(graph, card) ?? 'taken', sentence);
    });
  }
});
