/**
 * The denoiser of a prior we know: stem k is N(0, lambda_k) at every frame, independently, so
 *
 *   D_k(x; sigma) = E[stem | x] = x_k lambda_k / (lambda_k + sigma^2)
 *
 * and every posterior of this project has a closed form, or an ordinary differential equation of a
 * few unknowns.
 */
import type { Denoiser } from '../../src/sampler/denoiser.js';
import { createStemBlock, stemRow, type StemBlock } from '../../src/signal/stem-block.js';

/** lambda_k / (lambda_k + sigma^2) */
export function gain(lambda: number, sigma: number): number {
  return lambda / (lambda + sigma * sigma);
}

/** @param lambdas variance of each stem */
export function gaussianDenoiser(lambdas: readonly number[]): Denoiser {
  return (x: StemBlock, sigma: number) => {
    const denoised = createStemBlock(x);
    for (let channel = 0; channel < x.channels; channel++) {
      for (let stem = 0; stem < x.stems; stem++) {
        const row = stemRow(denoised, channel, stem);
        const factor = gain(lambdas[stem]!, sigma);
        stemRow(x, channel, stem).forEach((value, t) => (row[t] = factor * value));
      }
    }
    return Promise.resolve(denoised);
  };
}
