/**
 * Viewed denoiser: what every view hears and gives back, and which errors the mean takes away.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Conditions } from '../../src/model/onnx-denoiser.js';
import { speedOfView, viewedDenoiser } from '../../src/model/viewed-denoiser.js';
import type { Denoiser } from '../../src/sampler/denoiser.js';
import { Scratch } from '../../src/signal/scratch.js';
import { createStemBlock, type StemBlock } from '../../src/signal/stem-block.js';
import { noiseBlock } from '../support/gaussian-model.js';

const SHAPE = { channels: 2, stems: 4, frames: 8000 };
const MULTIPLE_OF = 64;
const SIGMA = 0.2;
const NOTHING: Conditions = { ...SHAPE, mixture: null, known: null, knownMask: null };
/** Of the resampler below 0.8 of the lower Nyquist frequency (signal/resampler.ts): -110 dB there and as much back. */
const RESAMPLED = 2 * 10 ** (-110 / 20);
/** Where the ends of a chunk, at which a tone begins and stops, are out of the resampler's reach (48 frames) */
const INNER = [200, 7800] as const;

type Bind = (conditions: Conditions) => Denoiser;

function viewed(views: number, bind: Bind, conditions = NOTHING): Denoiser {
  const { stems } = SHAPE;
  return viewedDenoiser({
    views,
    stems,
    multipleOf: MULTIPLE_OF,
    minFrames: MULTIPLE_OF,
    conditions,
    bind,
    scratch: new Scratch(),
  });
}

/** Every row a sine of so many radians a frame. */
function tone(radians: number, frames = SHAPE.frames): StemBlock {
  const block = createStemBlock({ ...SHAPE, frames });
  return { ...block, data: block.data.map((_, i) => Math.sin(radians * (i % frames))) };
}

/** What the first row has in common with a sine of that frequency: its amplitude. */
function amplitudeAt(radians: number, { data, frames }: StemBlock): number {
  const [start, end] = frames === SHAPE.frames ? INNER : [200, 7000];
  let [sine, cosine] = [0, 0];
  for (let t = start; t < end; t++) {
    sine += data[t]! * Math.sin(radians * t);
    cosine += data[t]! * Math.cos(radians * t);
  }
  return (2 * Math.hypot(sine, cosine)) / (end - start);
}

/** x and a tone that the network adds at a frequency of its own, whatever it hears. */
function humming(radians: number): Bind {
  return () => (x) => {
    const hum = tone(radians, x.frames);
    return Promise.resolve({ ...x, data: x.data.map((value, i) => value + hum.data[i]!) });
  };
}

const halving: Bind = () => (x) =>
  Promise.resolve({ ...x, data: x.data.map((value) => value / 2) });

describe('Views of a chunk', () => {
  it('are played at speeds that lie ever closer between 10 / 9 times and as they are', () => {
    const parts = Array.from({ length: 6 }, (_, i) => {
      const { numerator, denominator } = speedOfView(i + 1);
      return numerator / denominator;
    });
    assert.deepEqual(parts, [0.9, 0.95, 0.925, 0.975, 0.9125, 0.9625]);
    assert.throws(() => speedOfView(0), /integer >= 1, got 0/);
  });
});

describe('Viewed denoiser', () => {
  it('is the network itself with one view, whatever the network does', async () => {
    const x = noiseBlock(SHAPE, 1);
    const expected = await humming(1)(NOTHING)(x, SIGMA);
    assert.deepEqual((await viewed(1, humming(1))(x, SIGMA)).data, expected.data);
  });

  it('leaves what a network says alike at every speed as it is, up to the last frequency', async () => {
    const x = noiseBlock(SHAPE, 2);
    const denoised = await viewed(4, halving)(x, SIGMA);
    // R (x / 2) and (R x) / 2 differ by roundings of 32 bits only: of values below 8, once each way and once in the sum
    denoised.data.forEach((value, i) => {
      assert.ok(Math.abs(value - x.data[i]! / 2) <= 3 * 8 * 2 ** -24);
    });
  });

  it('plays the chunk and its mixture faster, at their levels, and the noise at its power a hertz', async () => {
    const heard: { x: StemBlock; mixture: Float32Array; sigma: number }[] = [];
    const bind: Bind = (conditions) => (x, sigma) => {
      heard.push({ x: { ...x, data: x.data.slice() }, mixture: conditions.mixture!, sigma });
      return Promise.resolve(createStemBlock(x));
    };
    const mixture = tone(0.5).data.slice(0, SHAPE.channels * SHAPE.frames);
    await viewed(2, bind, { ...NOTHING, mixture })(tone(1), SIGMA);
    const [, faster] = heard;
    assert.equal(faster!.x.frames, Math.ceil(7200 / MULTIPLE_OF) * MULTIPLE_OF);
    assert.equal(faster!.sigma, SIGMA * Math.sqrt(0.9));
    // a sine over 6,800 frames: what leaks from the image of another frequency is below 2 / 6800 / sin(0.5)
    assert.ok(Math.abs(amplitudeAt(1 / 0.9, faster!.x) - 1) < 2e-3);
    const heardMixture = { ...faster!.x, data: faster!.mixture };
    assert.ok(Math.abs(amplitudeAt(0.5 / 0.9, heardMixture) - 1) < 2e-3);
  });

  for (const [views, left] of [
    [2, 1 / 2],
    [4, 1 / 4],
  ] as const) {
    it(`leaves ${left} of an error that the network makes at a frequency of its own, with ${views} views`, async () => {
      const denoised = await viewed(views, humming(1))(createStemBlock(SHAPE), SIGMA);
      // the others' errors come back at 0.9 to 0.975 of its frequency: over 7,600 frames they leak less than 2 / (7600 * 0.025) each
      assert.ok(Math.abs(amplitudeAt(1, denoised) - left) < 0.02);
      assert.ok(Math.abs(amplitudeAt(0.9, denoised) - 1 / views) < 0.02);
    });
  }

  it('has a tone between the first view and the fastest one’s Nyquist frequency from the first view alone', async () => {
    const high = 0.97 * Math.PI;
    const denoised = await viewed(2, halving)(tone(high), SIGMA);
    assert.ok(Math.abs(amplitudeAt(high, denoised) - 0.5) < 1e-3);
  });

  it('keeps what is known to the bit, and lets the rest of the stem change', async () => {
    const known = noiseBlock(SHAPE, 3);
    const knownMask = new Float32Array(SHAPE.stems * SHAPE.frames).fill(1, 1000, 12_000);
    const bind: Bind = (conditions) => async (x, sigma) => {
      const denoised = await humming(1)(conditions)(x, sigma);
      conditions.knownMask!.forEach((mask, i) => {
        for (let row = i; row < denoised.data.length; row += conditions.knownMask!.length) {
          if (mask === 1) denoised.data[row] = conditions.known!.data[row]!;
        }
      });
      return denoised;
    };
    const x = noiseBlock(SHAPE, 4);
    const conditions = { ...NOTHING, known, knownMask };
    const first = (await bind(conditions)(x, SIGMA)).data.slice();
    const denoised = await viewed(2, bind, conditions)(x, SIGMA);
    let changed = 0;
    denoised.data.forEach((value, i) => {
      if (knownMask[i % knownMask.length] === 1) assert.equal(value, known.data[i]);
      else if (Math.abs(value - first[i]!) > 100 * RESAMPLED) changed++;
    });
    assert.ok(changed > denoised.data.length / 2);
  });

  it('does not change the noisy stems, and gives the same bits when it is asked again', async () => {
    const x = noiseBlock(SHAPE, 8);
    const before = x.data.slice();
    const denoise = viewed(3, humming(1));
    const first = (await denoise(x, SIGMA)).data.slice();
    assert.deepEqual(x.data, before);
    assert.deepEqual((await denoise(x, SIGMA)).data, first);
  });

  for (const views of [0, 1.5, Number.NaN]) {
    it(`refuses ${views} views`, () => {
      assert.throws(() => viewed(views, halving), new RegExp(`integer >= 1, got ${views}`));
    });
  }
});
