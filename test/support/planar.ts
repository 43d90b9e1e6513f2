/**
 * Planar: cutting rows into blocks, joining them, and comparing them.
 */
import type { PlanarBlock } from '../../src/signal/planar-block.js';
import type { StemBlock } from '../../src/signal/stem-block.js';

/** Blocks of `blockFrames` frames, the last one shorter. */
export function* inBlocks(rows: PlanarBlock, blockFrames: number): Generator<PlanarBlock> {
  const frames = rows[0]?.length ?? 0;
  for (let start = 0; start < frames; start += blockFrames) {
    yield rows.map((row) => row.slice(start, start + blockFrames));
  }
}

/** The same as an asynchronous stream. */
export async function* streamed(rows: PlanarBlock, blockFrames: number) {
  for (const block of inBlocks(rows, blockFrames)) {
    yield block;
    await Promise.resolve();
  }
}

/** Blocks of the same rows one after the other. */
export function joined(blocks: readonly PlanarBlock[]): Float32Array[] {
  const frames = blocks.reduce((sum, block) => sum + block[0]!.length, 0);
  return (blocks[0] ?? []).map((_, row) => {
    const whole = new Float32Array(frames);
    let start = 0;
    for (const block of blocks) {
      whole.set(block[row]!, start);
      start += block[row]!.length;
    }
    return whole;
  });
}

/** Rows, channel by channel, as one stem block. */
export function stemBlock(rows: PlanarBlock, channels: number): StemBlock {
  const frames = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * frames);
  for (const [row, samples] of rows.entries()) data.set(samples, row * frames);
  return { channels, stems: rows.length / channels, frames, data };
}

export function worstDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} frames against ${b.length}`);
  return a.reduce((worst, value, t) => Math.max(worst, Math.abs(value - b[t]!)), 0);
}

/** 20 log10 of an amplitude ratio. */
export function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}
