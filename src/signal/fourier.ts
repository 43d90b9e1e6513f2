/**
 * Fourier: the transform of real frames, X[b] = sum_n x[n] exp(-2 pi i b n / N), for N a power of
 * two.
 *
 * Neither windows nor overlaps frames.
 */
import { fft, ifft } from 'fourier-transform';

/** Bins 0 (DC) to N/2 (Nyquist); both arrays have N/2 + 1 values. */
export interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export function createSpectrum(fftSize: number): Spectrum {
  const bins = fftSize / 2 + 1;
  return { real: new Float64Array(bins), imaginary: new Float64Array(bins) };
}

/** Transforms `frame` [N] into `into`, not normalised. */
export function forwardTransform(frame: Float64Array, into: Spectrum): void {
  fft(frame, [into.real, into.imaginary]);
}

/**
 * The inverse, 1/N included: writes the frame [N] that `spectrum` is the transform of into `into`.
 */
export function inverseTransform(spectrum: Spectrum, into: Float64Array): void {
  ifft(spectrum.real, spectrum.imaginary, into);
}
