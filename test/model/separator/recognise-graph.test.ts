/** Which separator a graph is, by its inputs and outputs, and what is said of those that are none. */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { GraphShape } from '../../../src/model/graph-shape.js';
import { createSession } from '../../../src/model/onnx-session.js';
import {
  recogniseGraph,
  type RecognisedGraph,
} from '../../../src/model/separator/recognise-graph.js';
import {
  FILTER_BANK_GRAPHS,
  filterBankEntry,
  SEPARATORS_FOLDER,
} from '../../support/filter-bank.js';

/** As onnxruntime tells it; nothing is run. */
async function recognised(graph: string): Promise<RecognisedGraph> {
  const { session } = await createSession(path.join(SEPARATORS_FOLDER, graph), {
    provider: 'cpu',
    threads: 1,
    prove: () => Promise.resolve(),
  });
  try {
    return recogniseGraph(graph, session);
  } finally {
    await session.release();
  }
}

/** By file: how its inputs and outputs are told. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  'rank-two':
    /inputs: mix float32 \[2, 4096\]; its outputs: stems float32 \[4, 2, 4096\]\. What fits/,
  'rank-five': /in float32 \[1, 1, 2, 4096, 1\]/,
  'int-input': /inputs: int_mix int16 \[1, 2, 4096\]/,
  'int-output': /outputs: int_stems int16 \[1, 4, 2, 4096\]/,
  'half-input': /inputs: mix float16 \[1, 2, 4096\]/,
  'second-input': /inputs: mix float32 \[1, 2, 4096\], speaker float32 \[1, 256\]/,
  'hybrid-without-waveforms': /outputs: louder float32 \[1, 4, 4, 2048, 8\]/,
  'spectra-of-four-stems': /outputs: spectra float32 \[1, 4, 4, 2048, 8\]/,
  magnitudes: /in float32 \[1, 2, 2049, 32\]/,
  'roformer-spectra':
    /in float32 \[1, 2050, 32, 2\].* Export the network with its transforms inside/,
  'fewer-bins-out': /outputs: cut float32 \[1, 4, 1024, 16\]/,
  'other-length-out': /outputs: cut float32 \[1, 4, 2, 4000\]/,
  'no-stems': /outputs: stems float32 \[1, 0, 2, 4096\]/,
  'hundred-channels': /inputs: mix float32 \[1, 100, 4096\]/,
  'batch-of-eight': /inputs: mix float32 \[8, 2, 4096\]/,
};

function floats(...values: readonly (readonly (number | string)[])[]): GraphShape['inputs'] {
  return values.map((dims, index) => ({ name: `t${index}`, type: 'float32', dims }));
}

describe('A graph is recognised', () => {
  for (const graph of FILTER_BANK_GRAPHS) {
    const { contract, channels, chunkFrames, stems } = filterBankEntry(graph);
    it(`as ${contract} by its inputs and outputs, whatever they are called: ${graph}`, async () => {
      const found = await recognised(graph);
      assert.equal(found.contract, contract);
      assert.equal(found.channels, channels);
      assert.equal(found.outputs, stems.length);
      if (found.contract === 'spectrum') {
        const { bins, spectrumFrames, isOpen = false } = filterBankEntry(graph);
        // of open bins onnxruntime finds out what comes out
        const told = isOpen ? [bins, undefined] : [bins, spectrumFrames];
        assert.deepEqual([found.bins, found.spectrumFrames], told);
      } else {
        assert.equal(found.chunkFrames, chunkFrames ?? undefined);
      }
      if (found.contract === 'hybrid') {
        assert.deepEqual([found.fftFrames, found.hopFrames], [4096, 1024]);
      }
    });
  }

  for (const [name, told] of Object.entries(FOREIGN)) {
    it(`as none where it fits no separator, with its inputs and outputs: ${name}`, async () => {
      await assert.rejects(recognised(`foreign/${name}.onnx`), {
        code: 'model-invalid',
        message: told,
      });
    });
  }

  it('by what it leaves open: channels, stems, and an output without a shape', () => {
    const open = { inputs: floats(['b', 'c', 't']), outputs: floats([]) };
    assert.deepEqual(recogniseGraph('open.onnx', open), {
      contract: 'waveform',
      channels: undefined,
      chunkFrames: undefined,
      outputs: undefined,
    });
  });

  it('as one of spectra whose sizes are open, or told by the output alone', () => {
    const sizesOf = (input: (number | string)[], output: (number | string)[]) => {
      const found = recogniseGraph('a.onnx', { inputs: floats(input), outputs: floats(output) });
      return found.contract === 'spectrum' && [found.bins, found.spectrumFrames];
    };
    assert.deepEqual(sizesOf([1, 4, 'f', 't'], [1, 4, 'f', 't']), [undefined, undefined]);
    assert.deepEqual(sizesOf(['b', 4, 2048, 't'], []), [2048, undefined]);
    assert.deepEqual(sizesOf([1, 4, 'f', 't'], [1, 4, 3072, 256]), [3072, 256]);
  });

  it('as none where sizes contradict each other', () => {
    for (const shape of [
      { inputs: floats([1, 2, 't']), outputs: floats([1, 4, 1, 't']) },
      { inputs: floats([1, 't']), outputs: floats([1, 4, 2, 't']) },
      { inputs: floats([1, 4, 'bins', 16]), outputs: floats([1, 4, 'bins', 8]) },
      { inputs: floats([1, 4, 0, 16]), outputs: floats([1, 4, 0, 16]) },
      { inputs: floats([1, 3, 'bins', 16]), outputs: floats([1, 3, 'bins', 16]) },
      {
        inputs: floats([1, 2, 8000], [1, 4, 2048, 9]),
        outputs: floats([1, 4, 4, 2048, 8], [1, 4, 2, 8000]),
      },
      {
        inputs: floats([1, 2, 8000], [1, 4, 2048, 8]),
        outputs: floats([1, 4, 4, 2048, 8], [1, 3, 2, 8000]),
      },
      {
        inputs: floats([1, 2, 8000], [1, 2, 2048, 8]),
        outputs: floats([1, 4, 4, 2048, 8], [1, 4, 2, 8000]),
      },
      { inputs: [], outputs: floats([1, 2, 't']) },
    ]) {
      assert.throws(() => recogniseGraph('odd.onnx', shape), { code: 'model-invalid' });
    }
  });
});
