/**
 * The Gaussian models' closed forms in TypeScript: what models/kit/gaussian.py put into ONNX, written a second time.
 *
 * Stem k is N(0, lambda_k) at every frame. The paths are relative to the repository, where tests are run from.
 */
import { join, resolve } from 'node:path';
import type { Denoiser } from '../../src/sampler/denoiser.js';
import type { SamplingTask } from '../../src/sampler/sampling-task.js';
import { createGaussianNoise } from '../../src/signal/gaussian-noise.js';
import { createStemBlock, type StemBlock, type StemShape } from '../../src/signal/stem-block.js';

export const MODELS_FOLDER = resolve('models');
export const GAUSSIAN_FOLDER = join(MODELS_FOLDER, 'gaussian');
export const MASKED_GAUSSIAN_FOLDER = resolve('test/fixtures/models/masked-gaussian');
/** the same, with a second graph that separates in one step */
export const SEPARATING_GAUSSIAN_FOLDER = resolve('test/fixtures/models/separating-gaussian');
/** with the lambdas and the 8 frames of fixtures/msdm-trajectories.json */
export const PUBLISHED_GAUSSIAN_FOLDER = resolve('test/fixtures/models/published-gaussian');
export const MATMUL_CHAIN_GRAPH = resolve('test/fixtures/graphs/matmul-chain.onnx');

/** lambda_k of bass, drums, guitar, piano */
export const LAMBDA = [0.04, 0.09, 0.01, 0.0225] as const;

/**
 * D = x * (lambda / (lambda + sigma^2)) with every operation rounded to 32 bits, in the graph's order: elementwise
 * IEEE operations leave no freedom, so the graph must give these very bits.
 */
export const float32GaussianDenoiser: Denoiser = (x, sigma) => {
  const { fround } = Math;
  const variance = fround(fround(sigma) * fround(sigma));
  const skip = LAMBDA.map((lambda) => fround(fround(lambda) / fround(fround(lambda) + variance)));
  const denoised = createStemBlock(x);
  x.data.forEach((value, i) => {
    denoised.data[i] = value * skip[Math.floor(i / x.frames) % x.stems]!;
  });
  return Promise.resolve(denoised);
};

/** E[s | x, known stems, mixture] in 64 bits: the formula at the head of masked_gaussian in models/kit/gaussian.py. */
export function maskedGaussianDenoised(
  x: StemBlock,
  sigma: number,
  { mixture, known, knownMask }: Pick<SamplingTask, 'mixture' | 'known' | 'knownMask'>,
): StemBlock {
  const denoised = createStemBlock(x);
  const { channels, stems, frames } = x;
  for (let channel = 0; channel < channels; channel++) {
    for (let frame = 0; frame < frames; frame++) {
      const at = (stem: number): number => (channel * stems + stem) * frames + frame;
      const isKnown = (stem: number): boolean => knownMask?.[stem * frames + frame] === 1;
      const base = LAMBDA.map((lambda, stem) =>
        isKnown(stem)
          ? known!.data[at(stem)]!
          : (x.data[at(stem)]! * lambda) / (lambda + sigma ** 2),
      );
      const spread = LAMBDA.map((lambda, stem) =>
        isKnown(stem) ? 0 : (lambda * sigma ** 2) / (lambda + sigma ** 2),
      );
      const y = mixture?.[channel * frames + frame];
      const residual = y === undefined ? 0 : y - sum(base);
      for (let stem = 0; stem < stems; stem++) {
        const share = spread[stem] === 0 ? 0 : spread[stem]! / sum(spread);
        denoised.data[at(stem)] = base[stem]! + share * residual;
      }
    }
  }
  return denoised;
}

/** A block of seeded N(0, 1) values. */
export function noiseBlock(shape: StemShape, seed: number): StemBlock {
  const block = createStemBlock(shape);
  createGaussianNoise({ seed, startFrame: 0 }).fill(block);
  return block;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
