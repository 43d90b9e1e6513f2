/**
 * Short-time spectra: a signal as spectra of its windows, and back by overlap-add; the transform that networks of spectra were
 * trained with (torch.stft and torch.istft with a periodic Hann window).
 *
 *   X[b, c] = s sum_n w[n] x[first + c hop + n] exp(-2 pi i b n / N)
 *   x[i]    = sum_c w[n] y_c[n] / (s sum_c w[n]^2),   n = i - first - c hop
 *
 * for windows w of N frames, columns c and bins b; s is 1, or 1 / sqrt(N) where the network's were normalised. Outside of the signal
 * x is its reflection. Columns that are not there are zero, and count in the denominator as far as the layout says so.
 */
import { createSpectrum, forwardTransform, inverseTransform, type Spectrum } from './fourier.js';

export interface SpectraLayout {
  /** N, even */
  readonly fftFrames: number;
  /** at most N / 2 */
  readonly hopFrames: number;
  /** the signal's frame that the first window begins at, negative before it */
  readonly firstFrame: number;
  readonly columns: number;
  /** the lowest, which are kept; the others are zero on the way back */
  readonly bins: number;
  /** columns of zeros before the first and behind the last, which count as windows on the way back */
  readonly zeroColumns: number;
  readonly isNormalised: boolean;
}

export class ShortTimeSpectra {
  /** real plane, imaginary plane, each [bins][columns] */
  readonly planeValues: number;
  readonly #layout: SpectraLayout;
  readonly #signalFrames: number;
  readonly #window: Float64Array;
  readonly #scale: number;
  /** [signal frames] 1 / (s sum of w^2) */
  readonly #weights: Float64Array;
  readonly #sum: Float64Array;
  readonly #windowed: Float64Array;
  readonly #spectrum: Spectrum;

  constructor(layout: SpectraLayout, signalFrames: number) {
    const { fftFrames, bins, columns, isNormalised } = layout;
    assertOverlaps(layout);
    this.#layout = layout;
    this.#signalFrames = signalFrames;
    this.planeValues = bins * columns;
    this.#window = periodicHann(fftFrames);
    this.#scale = isNormalised ? 1 / Math.sqrt(fftFrames) : 1;
    this.#weights = overlapWeights(layout, signalFrames, this.#window, this.#scale);
    this.#sum = new Float64Array(signalFrames);
    this.#windowed = new Float64Array(fftFrames);
    this.#spectrum = createSpectrum(fftFrames);
  }

  /** Writes the spectra of `signal` [signal frames], which is longer than windows reach beyond it, to `into` [real, imaginary][bins][columns]. */
  analyse(signal: Float32Array, into: Float32Array): void {
    const { fftFrames, hopFrames, firstFrame, columns, bins } = this.#layout;
    const { real, imaginary } = this.#spectrum;
    assertReflects(this.#layout, this.#signalFrames);
    for (let column = 0; column < columns; column++) {
      const start = firstFrame + column * hopFrames;
      for (let n = 0; n < fftFrames; n++) {
        this.#windowed[n] = this.#window[n]! * signal[this.#reflected(start + n)]!;
      }
      forwardTransform(this.#windowed, this.#spectrum);
      for (let bin = 0; bin < bins; bin++) {
        const at = bin * columns + column;
        into[at] = this.#scale * real[bin]!;
        into[this.planeValues + at] = this.#scale * imaginary[bin]!;
      }
    }
  }

  /** Writes the signal of `spectra` [real, imaginary][bins][columns] to `into` [signal frames]. */
  synthesise(spectra: Float32Array, into: Float32Array): void {
    const { fftFrames, hopFrames, firstFrame, columns, bins } = this.#layout;
    const { real, imaginary } = this.#spectrum;
    this.#sum.fill(0);
    real.fill(0, bins);
    imaginary.fill(0, bins);
    for (let column = 0; column < columns; column++) {
      for (let bin = 0; bin < bins; bin++) {
        const at = bin * columns + column;
        real[bin] = spectra[at]!;
        imaginary[bin] = spectra[this.planeValues + at]!;
      }
      // a real signal has none; torch drops what a network says there
      imaginary[0] = 0;
      imaginary[fftFrames / 2] = 0;
      inverseTransform(this.#spectrum, this.#windowed);
      const start = firstFrame + column * hopFrames;
      const end = Math.min(fftFrames, this.#signalFrames - start);
      for (let n = Math.max(0, -start); n < end; n++) {
        this.#sum[start + n]! += this.#window[n]! * this.#windowed[n]!;
      }
    }
    for (let i = 0; i < this.#signalFrames; i++) into[i] = this.#sum[i]! * this.#weights[i]!;
  }

  #reflected(frame: number): number {
    if (frame < 0) return -frame;
    const last = this.#signalFrames - 1;
    return frame > last ? 2 * last - frame : frame;
  }
}

function assertOverlaps({ fftFrames, hopFrames, bins }: SpectraLayout): void {
  if (hopFrames <= fftFrames / 2 && bins <= fftFrames / 2 + 1) return;
  throw new Error(
    `a hop of ${hopFrames} frames and ${bins} bins do not go with ${fftFrames} frames`,
  );
}

function assertReflects(layout: SpectraLayout, signalFrames: number): void {
  const { fftFrames, hopFrames, firstFrame, columns } = layout;
  const end = firstFrame + (columns - 1) * hopFrames + fftFrames;
  const most = Math.max(-firstFrame, end - signalFrames);
  if (most < signalFrames) return;
  throw new Error(`${signalFrames} frames cannot be reflected over ${most}`);
}

function periodicHann(frames: number): Float64Array {
  return Float64Array.from(
    { length: frames },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / frames),
  );
}

/** Zero where no window reaches. */
function overlapWeights(
  { hopFrames, firstFrame, columns, zeroColumns }: SpectraLayout,
  signalFrames: number,
  window: Float64Array,
  scale: number,
): Float64Array {
  const power = new Float64Array(signalFrames);
  for (let column = -zeroColumns; column < columns + zeroColumns; column++) {
    const start = firstFrame + column * hopFrames;
    for (const [n, value] of window.entries()) {
      const at = start + n;
      if (at >= 0 && at < signalFrames) power[at]! += value * value;
    }
  }
  return power.map((sum) => (sum === 0 ? 0 : 1 / (scale * sum)));
}
