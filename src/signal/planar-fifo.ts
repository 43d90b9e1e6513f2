/**
 * PlanarFifo: planar audio between a writer and a reader that use different block sizes, first in,
 * first out.
 *
 * It holds exactly what was appended and not yet dropped, and grows to about twice the most it ever
 * held: the bound is the reader's lag, which the owner controls. Peeking gives contiguous views, so
 * that a transform can work on them.
 */
import { createPlanarBlock, planarFrames } from './planar-block.js';
import type { PlanarBlock } from './planar-block.js';

export class PlanarFifo {
  #samples: PlanarBlock;
  #head = 0;
  #held = 0;

  /** @throws Error when rows is not a positive integer */
  constructor(rows: number) {
    if (!Number.isInteger(rows) || rows < 1) {
      throw new Error(`PlanarFifo: rows must be an integer >= 1, got ${rows}`);
    }
    this.#samples = createPlanarBlock(rows, 0);
  }

  /** frames waiting */
  get frames(): number {
    return this.#held;
  }

  /** Copies the block in. @throws Error when the number of rows differs, or their lengths do */
  append(block: PlanarBlock): void {
    if (block.length !== this.#samples.length) {
      throw new Error(`PlanarFifo: expected ${this.#samples.length} rows, got ${block.length}`);
    }
    const frames = planarFrames(block);
    const end = this.#reserve(frames);
    for (const [row, samples] of block.entries()) this.#samples[row]!.set(samples, end);
    this.#held += frames;
  }

  appendZeros(frames: number): void {
    const end = this.#reserve(frames);
    for (const samples of this.#samples) samples.fill(0, end, end + frames);
    this.#held += frames;
  }

  /**
   * The oldest `frames` frames of one row: a view, valid until the next append.
   * @throws Error when fewer wait
   */
  peek(row: number, frames: number): Float32Array {
    const samples = this.#samples[row];
    if (samples === undefined) {
      throw new Error(`PlanarFifo: row ${row} of ${this.#samples.length}`);
    }
    this.#checkHeld(frames);
    return samples.subarray(this.#head, this.#head + frames);
  }

  /** Forgets the oldest `frames` frames. @throws Error when fewer are waiting */
  drop(frames: number): void {
    this.#checkHeld(frames);
    this.#head += frames;
    this.#held -= frames;
  }

  /** Forgets the newest frames, so that at most `frames` are waiting. */
  truncate(frames: number): void {
    this.#held = Math.min(this.#held, frames);
  }

  #checkHeld(frames: number): void {
    if (frames > this.#held) {
      throw new Error(`PlanarFifo: asked for ${frames} frames, ${this.#held} are waiting`);
    }
  }

  /** Makes room for `frames` more behind what is held; returns where it begins. */
  #reserve(frames: number): number {
    const needed = this.#held + frames;
    if (this.#head + needed > this.#samples[0]!.length) this.#compact(needed);
    return this.#head + this.#held;
  }

  /** Moves what is held to the front. Room for twice the need keeps this rare. */
  #compact(needed: number): void {
    const old = this.#samples;
    const roomy = old[0]!.length >= 2 * needed;
    if (!roomy) this.#samples = createPlanarBlock(old.length, 2 * needed);
    for (const [row, samples] of old.entries()) {
      this.#samples[row]!.set(samples.subarray(this.#head, this.#head + this.#held));
    }
    this.#head = 0;
  }
}
