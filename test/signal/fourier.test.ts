import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createSpectrum, forwardTransform, inverseTransform } from '../../src/signal/fourier.js';
import { whiteNoise } from '../support/white-noise.js';

const SIZE = 64;
const frame = Float64Array.from(whiteNoise(SIZE, 1));

describe('fourier', () => {
  it('computes the discrete Fourier transform by its definition', () => {
    const spectrum = createSpectrum(SIZE);
    forwardTransform(frame, spectrum);
    assert.equal(spectrum.real.length, SIZE / 2 + 1);
    for (let bin = 0; bin <= SIZE / 2; bin++) {
      let [real, imaginary] = [0, 0];
      for (const [n, value] of frame.entries()) {
        real += value * Math.cos((2 * Math.PI * bin * n) / SIZE);
        imaginary -= value * Math.sin((2 * Math.PI * bin * n) / SIZE);
      }
      // 64 products of at most 0.5 with angles up to 200: 64 * 0.5 * 200 * 2^-53 of rounding.
      assert.ok(Math.abs(spectrum.real[bin]! - real) < 1e-12);
      assert.ok(Math.abs(spectrum.imaginary[bin]! - imaginary) < 1e-12);
    }
  });

  it('is undone by its inverse, without writing to its input', () => {
    const spectrum = createSpectrum(SIZE);
    const input = frame.slice();
    forwardTransform(input, spectrum);
    assert.deepEqual(input, frame);
    const other = createSpectrum(SIZE);
    forwardTransform(new Float64Array(SIZE), other);
    const back = new Float64Array(SIZE);
    inverseTransform(spectrum, back);
    for (const [n, value] of back.entries()) {
      // Six butterfly stages each way, values below 8: 12 * 8 * 2^-53.
      assert.ok(Math.abs(value - frame[n]!) < 1e-13);
    }
  });
});
