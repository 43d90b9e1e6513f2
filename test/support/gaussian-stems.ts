/** Stems drawn from the prior of gaussian-denoiser, and their mixture. */
import { createGaussianNoise } from '../../src/signal/gaussian-noise.js';
import {
  createStemBlock,
  stemRow,
  type StemBlock,
  type StemShape,
} from '../../src/signal/stem-block.js';

/** The first draw of a seed, as the sampler sees it: the same for every channel. */
export function firstDraw(shape: StemShape, seed: number): StemBlock {
  const block = createStemBlock(shape);
  createGaussianNoise({ seed, startFrame: 0 }).fill(block);
  return block;
}

/** Stem k of variance lambdas[k]; channels differ. */
export function gaussianStems(
  shape: StemShape,
  lambdas: readonly number[],
  seed: number,
): StemBlock {
  const { channels, stems, frames } = shape;
  const { data } = firstDraw({ channels: 1, stems: channels * stems, frames }, seed);
  const rows = channels * stems;
  for (let row = 0; row < rows; row++) {
    const deviation = Math.sqrt(lambdas[row % stems]!);
    for (let t = 0; t < frames; t++) data[row * frames + t]! *= deviation;
  }
  return { channels, stems, frames, data };
}

/** [channels][frames], summed in double. */
export function mixtureOf(stems: StemBlock): Float32Array {
  const mixture = new Float64Array(stems.channels * stems.frames);
  for (let channel = 0; channel < stems.channels; channel++) {
    for (let stem = 0; stem < stems.stems; stem++) {
      stemRow(stems, channel, stem).forEach((value, t) => {
        mixture[channel * stems.frames + t]! += value;
      });
    }
  }
  return Float32Array.from(mixture);
}
