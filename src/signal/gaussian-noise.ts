/**
 * Noise: standard normal draws as an argument, never a global.
 *
 * The seeded source is keyed by position: the value at (seed, draw, stem, absolute frame) does not
 * depend on where a chunk starts, how long it is or how many channels it has. So overlapping chunks
 * see the same noise on the frames they share, and channels that were equal stay equal.
 *
 *   (seed, draw, stem, block of 1024 absolute frames)  ->  generator state  ->  the block's values
 *
 * A chunk that starts or ends inside a block generates the whole block and takes its part.
 */
import { createSfc32State, seedSfc32 } from './sfc32.js';
import { fillStandardNormal } from './standard-normal.js';
import { stemRow, type StemBlock } from './stem-block.js';

/** Frames [start, end) of a block. */
export interface FrameRange {
  readonly start: number;
  readonly end: number;
}

export interface Noise {
  /**
   * Fills every row of `out` with the next draw: independent N(0, 1) values.
   * @param needed the frames that will be read, all by default; others may be left as they are
   */
  fill(out: StemBlock, needed?: FrameRange): void;
}

export interface GaussianNoiseKey {
  /** integer in [0, 2^32) */
  readonly seed: number;
  /**
   * position in the recording of the first frame of the blocks to be filled, integer in [0, 2^40]
   */
  readonly startFrame: number;
}

/** Where a run's noise comes from: seeded, unless somebody injects what was recorded elsewhere. */
export type NoiseSource = (key: GaussianNoiseKey) => Noise;

const BLOCK_FRAMES = 1024;

/**
 * Independent across seeds, stems and calls of `fill`; the same for every channel of a block.
 * @throws Error when seed or startFrame is out of range
 */
export function createGaussianNoise({ seed, startFrame }: GaussianNoiseKey): Noise {
  requireInteger('seed', seed, 2 ** 32 - 1);
  requireInteger('startFrame', startFrame, 2 ** 40);
  const state = createSfc32State();
  const block = new Float32Array(BLOCK_FRAMES);
  let draw = 0;
  return {
    fill(out, needed = { start: 0, end: out.frames }) {
      for (let stem = 0; stem < out.stems; stem++) {
        const row = stemRow(out, 0, stem);
        for (let frame = needed.start; frame < needed.end;) {
          const offset = (startFrame + frame) % BLOCK_FRAMES;
          const count = Math.min(BLOCK_FRAMES - offset, needed.end - frame);
          seedSfc32(state, [seed, draw, stem, (startFrame + frame - offset) / BLOCK_FRAMES]);
          fillStandardNormal(block, state);
          row.set(block.subarray(offset, offset + count), frame);
          frame += count;
        }
        for (let channel = 1; channel < out.channels; channel++)
          stemRow(out, channel, stem).set(row.subarray(needed.start, needed.end), needed.start);
      }
      draw++;
    },
  };
}

function requireInteger(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new Error(
      `createGaussianNoise: ${name} must be an integer in [0, ${most}], got ${value}`,
    );
  }
}
