/**
 * Frame-wise references against blocks: on the Gaussian prior every frame of every channel is a
 * problem of its own.
 */
import { createStemBlock, type StemBlock } from '../../src/signal/stem-block.js';
import type { Vector } from './reference-flow.js';

/**
 * Applies `solve` to every frame.
 * @param start [channels][stems][frames]; the K values of a frame are `solve`'s first argument
 * @param mixture [channels][frames]; the frame's y is its second
 */
export function perFrame(
  start: StemBlock,
  mixture: Float32Array,
  solve: (start: Vector, y: number, frame: number) => Vector,
): StemBlock {
  const { channels, stems, frames } = start;
  const out = createStemBlock(start);
  for (let channel = 0; channel < channels; channel++) {
    for (let t = 0; t < frames; t++) {
      const index = (stem: number): number => (channel * stems + stem) * frames + t;
      const given = Array.from({ length: stems }, (_, stem) => start.data[index(stem)]!);
      solve(given, mixture[channel * frames + t] ?? 0, t).forEach((value, stem) => {
        out.data[index(stem)] = value;
      });
    }
  }
  return out;
}

/** sigma0 * eps, as the sampler starts */
export function scaled(block: StemBlock, factor: number): StemBlock {
  return { ...block, data: block.data.map((value) => factor * value) };
}
