import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createSpectrum, forwardTransform, inverseTransform } from '../../src/signal/fourier.js';
import { whiteNoise } from '../support/white-noise.js';

/** A power of two; 3, 5 and 15 times one, as of 6144, 5120 and 7680; 7 times the smallest. */
const SIZES = [64, 48, 80, 60, 14];

describe('fourier', () => {
  for (const size of SIZES) {
    const frame = Float64Array.from(whiteNoise(size, 1));

    it(`computes the discrete Fourier transform of ${size} frames by its definition`, () => {
      const spectrum = createSpectrum(size);
      forwardTransform(frame, spectrum);
      assert.equal(spectrum.real.length, size / 2 + 1);
      for (let bin = 0; bin <= size / 2; bin++) {
        let [real, imaginary] = [0, 0];
        for (const [n, value] of frame.entries()) {
          real += value * Math.cos((2 * Math.PI * bin * n) / size);
          imaginary -= value * Math.sin((2 * Math.PI * bin * n) / size);
        }
        // at most 80 products of at most 0.5 with angles up to 251: 80 * 0.5 * 251 * 2^-53 of rounding, near 1.1e-12 at worst,
        // a tenth of that where signs vary
        assert.ok(Math.abs(spectrum.real[bin]! - real) < 1e-12);
        assert.ok(Math.abs(spectrum.imaginary[bin]! - imaginary) < 1e-12);
      }
    });

    it(`is undone by its inverse for ${size} frames, without writing to its input`, () => {
      const spectrum = createSpectrum(size);
      const input = frame.slice();
      forwardTransform(input, spectrum);
      assert.deepEqual(input, frame);
      const other = createSpectrum(size);
      forwardTransform(new Float64Array(size), other);
      const back = new Float64Array(size);
      inverseTransform(spectrum, back);
      for (const [n, value] of back.entries()) {
        // at most six butterfly stages each way, or three and a sum of 15 products; values below 8: 40 * 8 * 2^-53
        assert.ok(Math.abs(value - frame[n]!) < 4e-14);
      }
    });
  }

  it('refuses a size that is odd', () => {
    const transform = () => {
      forwardTransform(new Float64Array(15), createSpectrum(16));
    };
    assert.throws(transform, /needs an even size, got 15/);
  });
});
