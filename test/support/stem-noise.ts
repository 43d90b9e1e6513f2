/** Blocks of stems that are noise, each row another, and the same at each call. */
import { createStemBlock, type StemBlock, type StemShape } from '../../src/signal/stem-block.js';
import { whiteNoise } from './white-noise.js';

export function noiseStems(shape: StemShape): StemBlock {
  const block = createStemBlock(shape);
  for (let row = 0; row < shape.channels * shape.stems; row++) {
    block.data.set(whiteNoise(shape.frames, row + 1), row * shape.frames);
  }
  return block;
}
