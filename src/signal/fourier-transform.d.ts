/**
 * Types of the part of the package `fourier-transform` (2.5.0, which ships none) that fourier.ts
 * uses.
 */
declare module 'fourier-transform' {
  type HalfSpectrum = [real: Float64Array, imaginary: Float64Array];

  /**
   * DFT of a real frame of N (a power of two), N/2 + 1 bins, not normalised; written to `output`.
   */
  export function fft(input: Float64Array, output: HalfSpectrum): HalfSpectrum;

  /** The inverse of `fft`, written to `output` of length N. */
  export function ifft(
    real: Float64Array,
    imaginary: Float64Array,
    output: Float64Array,
  ): Float64Array;
}
