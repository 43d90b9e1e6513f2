/**
 * The embedding that ships, and its equations a second time: models/kit/log_mel_embedding.py says what they mean.
 */
import { createSpectrum, forwardTransform } from '../../src/signal/fourier.js';
import { repositoryPath } from './repository.js';
import { mean } from './statistics.js';

export const LOG_MEL_FOLDER = repositoryPath('test', 'fixtures', 'embeddings', 'log-mel');
export const LOG_MEL_RATE_HZ = 22_050;

const [FFT_SIZE, HOP_FRAMES, BANDS, FLOOR] = [1024, 512, 32, 1e-5];

/** Means of the bands, then their standard deviations. */
export function logMelOf(window: Float32Array): number[] {
  const corners = cornersHz();
  const spectra: number[][] = [];
  for (let start = 0; start + FFT_SIZE <= window.length; start += HOP_FRAMES) {
    const power = powerOf(window.subarray(start, start + FFT_SIZE));
    spectra.push(
      Array.from({ length: BANDS }, (_, band) => {
        const [low, middle, high] = corners.slice(band, band + 3) as [number, number, number];
        return Math.log(
          FLOOR +
            power.reduce((sum, value, bin) => {
              const hz = (bin * LOG_MEL_RATE_HZ) / FFT_SIZE;
              const rise = (hz - low) / (middle - low);
              const fall = (high - hz) / (high - middle);
              return sum + value * Math.max(0, Math.min(rise, fall));
            }, 0),
        );
      }),
    );
  }
  const series = Array.from({ length: BANDS }, (_, band) => spectra.map((bands) => bands[band]!));
  return [
    ...series.map(mean),
    ...series.map((values) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))),
  ];
}

function cornersHz(): number[] {
  const highest = 2595 * Math.log10(1 + LOG_MEL_RATE_HZ / 2 / 700);
  return Array.from({ length: BANDS + 2 }, (_, i) => {
    const mel = (highest * i) / (BANDS + 1);
    return 700 * (10 ** (mel / 2595) - 1);
  });
}

function powerOf(frame: Float32Array): number[] {
  const spectrum = createSpectrum(FFT_SIZE);
  const hann = (n: number) => Math.sin((Math.PI * n) / FFT_SIZE) ** 2;
  forwardTransform(
    Float64Array.from(frame, (value, n) => value * hann(n)),
    spectrum,
  );
  return Array.from(spectrum.real, (real, b) => real ** 2 + spectrum.imaginary[b]! ** 2);
}
