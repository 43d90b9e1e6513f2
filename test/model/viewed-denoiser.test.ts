/**
 * Viewed denoiser: what every view sees and gives back, and which errors the mean takes away.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Conditions } from '../../src/model/onnx-denoiser.js';
import { viewAt, viewedDenoiser } from '../../src/model/viewed-denoiser.js';
import type { Denoiser } from '../../src/sampler/denoiser.js';
import { Scratch } from '../../src/signal/scratch.js';
import { createStemBlock, type StemBlock } from '../../src/signal/stem-block.js';
import { maskedGaussianDenoised, noiseBlock } from '../support/gaussian-model.js';

const SHAPE = { channels: 2, stems: 4, frames: 300 };
const MULTIPLE_OF = 64;
const HOP_FRAMES = MULTIPLE_OF / 4;
const SIGMA = 0.2;
const UNIT_ROUNDOFF = 2 ** -24;
const NOTHING: Conditions = { ...SHAPE, mixture: null, known: null, knownMask: null };

type Bind = (given: Conditions) => Denoiser;

function viewed(views: number, bind: Bind, given = NOTHING): Denoiser {
  const { stems } = SHAPE;
  return viewedDenoiser({
    ...{ views, stems, multipleOf: MULTIPLE_OF, given },
    ...{ bind, scratch: new Scratch() },
  });
}

/** x plus an error that depends on where a sample lies in the chunk that the network sees. */
function wrongBy(error: (frame: number) => number): Bind {
  return () => (x) => {
    const denoised = createStemBlock(x);
    x.data.forEach((value, i) => (denoised.data[i] = value + error(i % x.frames)));
    return Promise.resolve(denoised);
  };
}

const closedForm: Bind = (given) => (x, sigma) =>
  Promise.resolve(maskedGaussianDenoised(x, sigma, given));

function largestDifference(a: StemBlock, b: StemBlock): number {
  assert.equal(a.data.length, b.data.length);
  return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b.data[i]!)), 0);
}

/** Values below 8, one 32-bit rounding for each view in its sum, one for the mean, and 1 for the value itself. */
const roundings = (views: number) => (views + 2) * 8 * UNIT_ROUNDOFF;

describe('Views of a chunk', () => {
  it('are at first the chunk as it is, and then half of them turned over in sign', () => {
    const signs = Array.from({ length: 8 }, (_, v) => viewAt(v, 2048).sign);
    assert.deepEqual(viewAt(0, 2048), { delayFrames: 0, sign: 1 });
    assert.deepEqual(signs, [1, -1, 1, -1, 1, -1, 1, -1]);
  });

  for (const views of [2, 4, 8, 16]) {
    it(`begin at ${views} equally spaced parts of a hop when there are ${views}`, () => {
      const parts = Array.from({ length: views }, (_, v) => viewAt(v, 2048).delayFrames % 512);
      const spaced = Array.from({ length: views }, (_, v) => (v * 512) / views);
      assert.deepEqual(
        parts.toSorted((a, b) => a - b),
        spaced,
      );
      for (let v = 0; v < views; v++) assert.ok(viewAt(v, 2048).delayFrames < 2048);
    });
  }
});

describe('Viewed denoiser', () => {
  it('is the network itself with one view, whatever the network does', async () => {
    const x = noiseBlock(SHAPE, 1);
    const bind = wrongBy((frame) => Math.sin(frame));
    const expected = await bind(NOTHING)(x, SIGMA);
    assert.deepEqual((await viewed(1, bind)(x, SIGMA)).data, expected.data);
  });

  for (const views of [2, 3, 7]) {
    it(`leaves an ideal denoiser as it is, given mixture and known stretches, with ${views} views`, async () => {
      const x = noiseBlock(SHAPE, 2);
      const known = noiseBlock(SHAPE, 3);
      const knownMask = new Float32Array(SHAPE.stems * SHAPE.frames).fill(1, 250, 700);
      const mixture = noiseBlock({ ...SHAPE, stems: 1 }, 4).data;
      const given: Conditions = { ...SHAPE, mixture, known, knownMask };
      const expected = maskedGaussianDenoised(x, SIGMA, given);
      const denoised = await viewed(views, closedForm, given)(x, SIGMA);
      assert.ok(largestDifference(denoised, expected) <= roundings(views));
    });
  }

  it('takes away an error that does not turn over with the sign, with two views', async () => {
    const x = noiseBlock(SHAPE, 5);
    const denoised = await viewed(
      2,
      wrongBy(() => 0.5),
    )(x, SIGMA);
    assert.ok(largestDifference(denoised, x) <= roundings(2));
  });

  it('takes away an error that has the period of a hop, with four views', async () => {
    const x = noiseBlock(SHAPE, 6);
    const bind = (sign: number): Bind =>
      wrongBy((frame) => sign * Math.cos((2 * Math.PI * frame) / HOP_FRAMES));
    // an error that turns over with the sign, as one of a network without biases does
    const odd: Bind = (given) => (seen, sigma) =>
      bind(given.mixture![MULTIPLE_OF * 2]! < 0 ? -1 : 1)(given)(seen, sigma);
    const given = { ...NOTHING, mixture: new Float32Array(SHAPE.channels * SHAPE.frames).fill(1) };
    const denoised = await viewed(4, odd, given)(x, SIGMA);
    assert.ok(largestDifference(denoised, x) <= roundings(4));
    assert.ok(largestDifference(await viewed(2, odd, given)(x, SIGMA), x) <= roundings(2));
    assert.ok(largestDifference(await odd(given)(x, SIGMA), x) > 0.9);
  });

  it('shows the network silence, and nothing known, around a chunk that comes later', async () => {
    const seen: { frames: number; outside: number }[] = [];
    const bind: Bind = (given) => (x) => {
      const audible = given.mixture!.reduce((sum, value) => sum + Math.abs(value), 0);
      seen.push({ frames: x.frames, outside: audible - SHAPE.channels * SHAPE.frames });
      return Promise.resolve(createStemBlock(x));
    };
    const given = { ...NOTHING, mixture: new Float32Array(SHAPE.channels * SHAPE.frames).fill(1) };
    await viewed(3, bind, given)(noiseBlock(SHAPE, 7), SIGMA);
    const longer = { frames: SHAPE.frames + MULTIPLE_OF, outside: 0 };
    assert.deepEqual(seen, [{ frames: SHAPE.frames, outside: 0 }, longer, longer]);
  });

  it('does not change the noisy stems, and gives the same bits when it is asked again', async () => {
    const x = noiseBlock(SHAPE, 8);
    const before = x.data.slice();
    const denoise = viewed(3, wrongBy(Math.cos));
    const first = (await denoise(x, SIGMA)).data.slice();
    assert.deepEqual(x.data, before);
    assert.deepEqual((await denoise(x, SIGMA)).data, first);
  });

  for (const views of [0, 1.5, Number.NaN]) {
    it(`refuses ${views} views`, () => {
      assert.throws(() => viewed(views, closedForm), new RegExp(`integer >= 1, got ${views}`));
    });
  }
});
