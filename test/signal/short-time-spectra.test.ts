/** Short-time spectra against the definition, and back. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { ShortTimeSpectra, type SpectraLayout } from '../../src/signal/short-time-spectra.js';
import { whiteNoise } from '../support/white-noise.js';

/** As MDX-Net's networks have it: centred windows, all bins. */
const CENTRED: SpectraLayout = {
  fftFrames: 96,
  hopFrames: 16,
  firstFrame: -48,
  columns: 21,
  bins: 49,
  zeroColumns: 0,
  isNormalised: false,
};
const FRAMES = 320;
const signal = whiteNoise(FRAMES, 3);

describe('Short-time spectra', () => {
  it('are the transforms of windows of the signal and its reflection', () => {
    const spectra = new ShortTimeSpectra({ ...CENTRED, bins: 20, isNormalised: true }, FRAMES);
    const planes = new Float32Array(2 * spectra.planeValues);
    spectra.analyse(signal, planes);
    for (const column of [0, 10, 20]) {
      for (const bin of [0, 1, 19]) {
        let [real, imaginary] = [0, 0];
        for (let n = 0; n < 96; n++) {
          const place = Math.abs(column * 16 - 48 + n);
          const value = signal[place < FRAMES ? place : 2 * (FRAMES - 1) - place]!;
          const windowed = (value * (1 - Math.cos((2 * Math.PI * n) / 96))) / 2 / Math.sqrt(96);
          real += windowed * Math.cos((2 * Math.PI * bin * n) / 96);
          imaginary -= windowed * Math.sin((2 * Math.PI * bin * n) / 96);
        }
        // values below 4, rounded to float32: 2 * 2^-24
        assert.ok(Math.abs(planes[bin * 21 + column]! - real) < 1.2e-7);
        assert.ok(Math.abs(planes[(20 + bin) * 21 + column]! - imaginary) < 1.2e-7);
      }
    }
  });

  it('are undone to the signal’s ends where all bins and windows are there', () => {
    for (const isNormalised of [false, true]) {
      const spectra = new ShortTimeSpectra({ ...CENTRED, isNormalised }, FRAMES);
      const planes = new Float32Array(2 * spectra.planeValues);
      spectra.analyse(signal, planes);
      const back = new Float32Array(FRAMES);
      spectra.synthesise(planes, back);
      for (const [i, value] of back.entries()) {
        // 98 values of a window rounded by 2^-24 of at most 24 each, averaged by the transform: 24 * 2^-24 / sqrt(98), times 4
        assert.ok(Math.abs(value - signal[i]!) < 6e-7, `frame ${i}`);
      }
    }
  });

  it('fade at the signal’s ends where windows of zeros are laid over them', () => {
    const layout = { ...CENTRED, firstFrame: 0, columns: 15, zeroColumns: 2 };
    const spectra = new ShortTimeSpectra(layout, FRAMES);
    const planes = new Float32Array(2 * spectra.planeValues);
    spectra.analyse(signal, planes);
    const back = new Float32Array(FRAMES);
    spectra.synthesise(planes, back);
    const power = (n: number): number =>
      n < 0 || n >= 96 ? 0 : (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 96)) ** 2;
    for (const frame of [4, 20, 40, 160]) {
      const there = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((c) => power(frame - 16 * c));
      const zero = [-1, -2].map((c) => power(frame - 16 * c));
      const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
      const share = sum(there) / (sum(there) + sum(zero));
      // as above
      assert.ok(Math.abs(back[frame]! - share * signal[frame]!) < 6e-7, `frame ${frame}`);
    }
  });

  it('refuse a signal that is too short to be reflected so far', () => {
    const spectra = new ShortTimeSpectra(CENTRED, 48);
    const analyse = () => {
      spectra.analyse(new Float32Array(48), new Float32Array(2 * spectra.planeValues));
    };
    assert.throws(analyse, /48 frames cannot be reflected over/);
  });
});
