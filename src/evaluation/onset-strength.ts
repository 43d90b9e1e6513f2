/**
 * Onset strength: how much sound begins at each moment, the spectral flux of compressed magnitudes.
 *
 *   Y[m, b] = log(1 + 1000 |X[m, b]| / max |X|)      X: Hann windows of about 46 ms, a quarter of that apart
 *   strength[m] = mean over b of max(0, Y[m + 1, b] - Y[m, b])
 *
 * (M. Müller, Fundamentals of Music Processing, section 6.1.2.) Gain does not matter, and what is 60 dB below the loudest bin
 * hardly counts; but a silent row (silence.ts) has strength 0, whatever is hidden in it. It picks no onsets and finds no beat.
 */
import { createSpectrum, forwardTransform } from '../signal/fourier.js';
import { isSilent } from '../signal/silence.js';

export interface OnsetStrength {
  /** one value per hop, >= 0 */
  readonly values: Float64Array;
  readonly hopSeconds: number;
}

const WINDOW_SECONDS = 0.046;
const HOPS_PER_WINDOW = 4;
const COMPRESSION = 1000;

/** @returns one value less than there are whole windows in the row; none for a row shorter than two */
export function onsetStrength(row: Float32Array, rateHz: number): OnsetStrength {
  const fftSize = 2 ** Math.round(Math.log2(WINDOW_SECONDS * rateHz));
  const hopFrames = fftSize / HOPS_PER_WINDOW;
  const spectra = magnitudes(row, fftSize, hopFrames);
  const largest = spectra.reduce((most, spectrum) => spectrum.reduce(greater, most), 0);
  const gain = isSilent(row) ? 0 : COMPRESSION / largest;
  const compressed = spectra.map((spectrum) =>
    spectrum.map((magnitude) => Math.log1p(gain * magnitude)),
  );
  const values = Float64Array.from(compressed.slice(1), (spectrum, m) =>
    meanRise(compressed[m]!, spectrum),
  );
  return { values, hopSeconds: hopFrames / rateHz };
}

/** |X| of every whole window, [windows][bins]. */
function magnitudes(row: Float32Array, fftSize: number, hopFrames: number): Float64Array[] {
  const taper = Float64Array.from(
    { length: fftSize },
    (_, n) => Math.sin((Math.PI * (n + 0.5)) / fftSize) ** 2,
  );
  const spectrum = createSpectrum(fftSize);
  const frame = new Float64Array(fftSize);
  const found: Float64Array[] = [];
  for (let start = 0; start + fftSize <= row.length; start += hopFrames) {
    for (let n = 0; n < fftSize; n++) frame[n] = taper[n]! * row[start + n]!;
    forwardTransform(frame, spectrum);
    found.push(spectrum.real.map((real, b) => Math.sqrt(real ** 2 + spectrum.imaginary[b]! ** 2)));
  }
  return found;
}

function meanRise(before: Float64Array, after: Float64Array): number {
  let rise = 0;
  for (let b = 0; b < after.length; b++) rise += Math.max(0, after[b]! - before[b]!);
  return rise / after.length;
}

function greater(a: number, b: number): number {
  return Math.max(a, b);
}
