/**
 * The ONNX denoiser on graphs with a closed form, run by onnxruntime itself: preconditioning, wiring of the conditions,
 * channels as batch; and what opening a session refuses.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { loadModelFolder, type LoadedModel } from '../../src/model/model-folder.js';
import { openModelSession } from '../../src/model/model-session.js';
import { bindDenoiser, type Conditions } from '../../src/model/onnx-denoiser.js';
import {
  createSession,
  providerSurroundings,
  type ProvenSession,
} from '../../src/model/onnx-session.js';
import { providersToTry } from '../../src/model/provider.js';
import type { StemBlock } from '../../src/signal/stem-block.js';
import {
  float32GaussianDenoiser,
  GAUSSIAN_FOLDER,
  LAMBDA,
  MASKED_GAUSSIAN_FOLDER,
  maskedGaussianDenoised,
  MATMUL_CHAIN_GRAPH,
  noiseBlock,
} from '../support/gaussian-model.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const SHAPE = { channels: 2, stems: 4, frames: 2048 };
const NOTHING: Conditions = { ...SHAPE, mixture: null, known: null, knownMask: null };
const UNIT_ROUNDOFF = 2 ** -24;

interface Opened extends ProvenSession {
  readonly model: LoadedModel;
}

async function open(folder: string): Promise<Opened> {
  const model = await loadModelFolder(folder);
  return { ...(await openModelSession(model, 'cpu')), model };
}

async function denoise(
  { session, model }: Opened,
  x: StemBlock,
  sigma: number,
  conditions = NOTHING,
): Promise<StemBlock> {
  return bindDenoiser(session, denoiserCardOf(model.card), conditions)(x, sigma);
}

function largestDifference(a: StemBlock, b: StemBlock): number {
  return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b.data[i]!)), 0);
}

describe('ONNX denoiser of the Gaussian model', () => {
  let opened: Opened;
  before(async () => {
    opened = await open(GAUSSIAN_FOLDER);
  });
  after(() => opened.session.release());

  for (const sigma of [0.0001, 0.05, 1, 20]) {
    it(`is x lambda / (lambda + sigma^2) at sigma ${sigma}, for each stem of each channel`, async () => {
      const x = noiseBlock(SHAPE, 1);
      const denoised = await denoise(opened, x, sigma);
      x.data.forEach((value, i) => {
        const lambda = LAMBDA[Math.floor(i / SHAPE.frames) % SHAPE.stems]!;
        const expected = (value * lambda) / (lambda + sigma ** 2);
        // 32-bit roundings: lambda 1, sigma^2 3 and the sum 1 below it, quotient 1, product 1
        const tolerance = 7 * UNIT_ROUNDOFF * Math.abs(expected);
        assert.ok(Math.abs(denoised.data[i]! - expected) <= tolerance, `at ${i}`);
      });
    });
  }

  it('gives the bits of the same operations rounded to 32 bits one by one', async () => {
    const x = noiseBlock(SHAPE, 2);
    const expected = await float32GaussianDenoiser(x, 0.3);
    assert.deepEqual((await denoise(opened, x, 0.3)).data, expected.data);
  });

  it('leaves x alone and gives a new block for each evaluation', async () => {
    const x = noiseBlock(SHAPE, 3);
    const denoiser = bindDenoiser(opened.session, denoiserCardOf(opened.model.card), NOTHING);
    const first = await denoiser(x, 0.5);
    const firstData = Float32Array.from(first.data);
    const second = await denoiser(x, 2);
    assert.deepEqual(x.data, noiseBlock(SHAPE, 3).data);
    assert.notEqual(first.data.buffer, second.data.buffer);
    assert.deepEqual(first.data, firstData);
  });

  it('adds up the time spent in the session', async () => {
    const before = opened.session.runSeconds;
    await denoise(opened, noiseBlock(SHAPE, 4), 1);
    assert.ok(opened.session.runSeconds > before);
  });
});

describe('ONNX denoiser of the masked Gaussian model', () => {
  const mixture = noiseBlock({ ...SHAPE, stems: 1 }, 10).data;
  const known = noiseBlock(SHAPE, 11);
  const drumsKnown = new Float32Array(SHAPE.stems * SHAPE.frames).fill(
    1,
    SHAPE.frames,
    2 * SHAPE.frames,
  );
  const beginningKnown = drumsKnown.map((_, i) => (i % SHAPE.frames < 700 ? 1 : 0));

  let opened: Opened;
  before(async () => {
    opened = await open(MASKED_GAUSSIAN_FOLDER);
  });
  after(() => opened.session.release());

  const cases: Record<string, Conditions> = {
    'nothing given': NOTHING,
    'the mixture': { ...NOTHING, mixture },
    'one stem known': { ...NOTHING, known, knownMask: drumsKnown },
    'the beginning known': { ...NOTHING, known, knownMask: beginningKnown },
    'the mixture and one stem': { ...NOTHING, mixture, known, knownMask: drumsKnown },
    'the mixture and the beginning': { ...NOTHING, mixture, known, knownMask: beginningKnown },
  };
  for (const [given, conditions] of Object.entries(cases)) {
    it(`is the exact conditional mean with ${given}`, async () => {
      const x = noiseBlock(SHAPE, 12);
      const denoised = await denoise(opened, x, 0.4, conditions);
      const expected = maskedGaussianDenoised(x, 0.4, conditions);
      // about 20 roundings of values up to 10 (noise up to 4, sums of five such) in the graph's 32 bits
      assert.ok(largestDifference(denoised, expected) <= 20 * 10 * UNIT_ROUNDOFF);
    });
  }

  it('tells each condition apart: no two of the cases above give the same', async () => {
    const x = noiseBlock(SHAPE, 12);
    const results: StemBlock[] = [];
    for (const conditions of Object.values(cases)) {
      results.push(await denoise(opened, x, 0.4, conditions));
    }
    for (const [i, a] of results.entries()) {
      for (const b of results.slice(i + 1)) assert.ok(largestDifference(a, b) > 0.1);
    }
  });

  it('passes known audio through bit for bit and does not see it outside its mask', async () => {
    const x = noiseBlock(SHAPE, 13);
    const conditions = { ...NOTHING, mixture, known, knownMask: beginningKnown };
    const denoised = await denoise(opened, x, 0.4, conditions);
    const unheard = {
      ...known,
      data: known.data.map((v, i) => (i % SHAPE.frames < 700 ? v : NaN)),
    };
    const again = await denoise(opened, x, 0.4, { ...conditions, known: unheard });
    assert.deepEqual(again.data, denoised.data);
    assert.deepEqual(denoised.data.subarray(0, 700), known.data.subarray(0, 700));
  });
});

describe('opening a session', () => {
  it('runs on something under "auto", with a reason for each choice before it', async () => {
    const { provider, notes, session } = await createSession(MATMUL_CHAIN_GRAPH, {
      provider: 'auto',
      prove: () => Promise.resolve(),
    });
    await session.release();
    const order = providersToTry('auto', providerSurroundings());
    assert.ok(order.includes(provider));
    assert.equal(notes.length, order.indexOf(provider));
  });

  it('refuses a file that is no graph', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'model.onnx');
      await writeFile(path, 'this is not a graph');
      await assert.rejects(
        createSession(path, { provider: 'cpu', prove: () => Promise.resolve() }),
        {
          code: 'model-invalid',
          message: /model\.onnx: onnxruntime cannot run this graph on the CPU \(.+\)/,
        },
      );
    }));

  it('refuses a graph of another model, naming the field of the card', async () => {
    const { card } = await loadModelFolder(MASKED_GAUSSIAN_FOLDER);
    const { graphPath } = await loadModelFolder(GAUSSIAN_FOLDER);
    await assert.rejects(openModelSession({ card, graphPath }, 'cpu'), {
      code: 'model-invalid',
      message: /conditioning "masked" means the inputs .*, but the graph has x, sigma\./,
    });
  });

  it('refuses a card with a stem too many for its graph', async () => {
    const model = await loadModelFolder(GAUSSIAN_FOLDER);
    const card = { ...model.card, stems: [...model.card.stems, 'rest'] };
    await assert.rejects(openModelSession({ ...model, card }, 'cpu'), {
      code: 'model-invalid',
      message: /input x is \[batch, 4, frames\], but the field stems names 5/,
    });
  });

  it('refuses a graph whose first evaluation is not finite, naming the length it was tried at', async () => {
    const model = await loadModelFolder(GAUSSIAN_FOLDER);
    // sigma^2 overflows 32 bits: lambda / infinity = 0 would be finite, so the noise itself must overflow too
    const card = { ...model.card, sigma: { data: 1e39, min: 1, max: 2e39 } };
    await assert.rejects(openModelSession({ ...model, card }, 'cpu'), {
      code: 'model-invalid',
      message: /evaluating chunkFrames\.min = 2048 frames gave values that are not finite/,
    });
  });
});
