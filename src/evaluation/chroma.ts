/**
 * Chroma: how much of a sound is at each of the twelve pitch classes, in whatever octave.
 *
 *   chroma[p] = sum of |X[m, b]| over the windows m and those bins b whose magnitude is a local maximum and whose frequency is
 *               nearest to pitch class p (C = 0, A = 440 Hz), from 65 to 2,093 Hz (C2 to C7)
 *
 * Hann windows of about 0.74 s, half of that apart, tell semitones apart down to 65 Hz; maxima only, so that the flanks of a partial
 * do not sound a semitone beside it. It knows nothing of harmonics: the fifth partial of C counts as an E, in every part alike.
 */
import { createSpectrum, forwardTransform } from '../signal/fourier.js';

export const PITCH_CLASSES = 12;

const WINDOW_SECONDS = 0.74;
const HOPS_PER_WINDOW = 2;
const [LOWEST_HZ, HIGHEST_HZ] = [65, 2093];
const CONCERT_A_HZ = 440;
/** of A, counted from C */
const CONCERT_A_CLASS = 9;

/** @returns 12 values >= 0, from C to B; zeros for a row shorter than a window */
export function chroma(row: Float32Array, rateHz: number): Float64Array {
  const fftSize = 2 ** Math.round(Math.log2(WINDOW_SECONDS * rateHz));
  const taper = Float64Array.from(
    { length: fftSize },
    (_, n) => Math.sin((Math.PI * (n + 0.5)) / fftSize) ** 2,
  );
  const binHz = rateHz / fftSize;
  const spectrum = createSpectrum(fftSize);
  const frame = new Float64Array(fftSize);
  const classes = new Float64Array(PITCH_CLASSES);
  for (let start = 0; start + fftSize <= row.length; start += fftSize / HOPS_PER_WINDOW) {
    for (let n = 0; n < fftSize; n++) frame[n] = taper[n]! * row[start + n]!;
    forwardTransform(frame, spectrum);
    const magnitudes = spectrum.real.map((real, b) => Math.hypot(real, spectrum.imaginary[b]!));
    for (let b = Math.ceil(LOWEST_HZ / binHz); b * binHz <= HIGHEST_HZ; b++) {
      const magnitude = magnitudes[b]!;
      if (magnitude > magnitudes[b - 1]! && magnitude >= magnitudes[b + 1]!) {
        classes[pitchClass(b * binHz)]! += magnitude;
      }
    }
  }
  return classes;
}

function pitchClass(hz: number): number {
  const semitones = Math.round(PITCH_CLASSES * Math.log2(hz / CONCERT_A_HZ)) + CONCERT_A_CLASS;
  return ((semitones % PITCH_CLASSES) + PITCH_CLASSES) % PITCH_CLASSES;
}
