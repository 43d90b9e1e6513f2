/**
 * Capture ring: the newest frames of the live input, each under its absolute number.
 *
 * 32-bit floats, as they come from the device: stems of a cut sum to the input bit by bit, which 16 bits could not promise.
 * Memory is taken once: channels * (limit + spare) * 4 bytes, 109 MB for five minutes of stereo at 44.1 kHz. The spare is
 * kept behind the limit so that a cut can be read block by block while the input goes on. It knows no time and no bars.
 */
import { planarFrames, type PlanarBlock } from '../signal/planar-block.js';

export interface CaptureRingOptions {
  readonly channels: number;
  /** frames that may be asked for */
  readonly limitFrames: number;
  /** frames kept beyond them, while a cut is read */
  readonly spareFrames: number;
}

export class CaptureRing {
  readonly #rows: readonly Float32Array[];
  readonly #capacity: number;
  readonly #limitFrames: number;
  #endFrame = 0;

  /** @throws Error when a size is no positive integer */
  constructor({ channels, limitFrames, spareFrames }: CaptureRingOptions) {
    for (const [name, value] of Object.entries({ channels, limitFrames, spareFrames })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new Error(`CaptureRing: ${name} must be an integer >= 1, got ${value}`);
      }
    }
    this.#limitFrames = limitFrames;
    this.#capacity = limitFrames + spareFrames;
    // Fresh memory is not there until it is written, page by page: written now, it does not grow for the first five minutes.
    this.#rows = Array.from({ length: channels }, () => new Float32Array(this.#capacity).fill(0));
  }

  /** behind the newest frame */
  get endFrame(): number {
    return this.#endFrame;
  }

  /** the oldest frame that may be asked for */
  get startFrame(): number {
    return Math.max(0, this.#endFrame - this.#limitFrames);
  }

  /** Takes the next [channels][n], copied. */
  append(block: PlanarBlock): void {
    const frames = planarFrames(block);
    if (block.length !== this.#rows.length) {
      throw new Error(
        `CaptureRing.append: expected ${this.#rows.length} rows, got ${block.length}`,
      );
    }
    // of a block longer than the ring only its end stays
    const kept = Math.min(frames, this.#capacity);
    const at = (this.#endFrame + frames - kept) % this.#capacity;
    const first = Math.min(kept, this.#capacity - at);
    for (const [channel, row] of this.#rows.entries()) {
      const samples = block[channel]!.subarray(frames - kept);
      row.set(samples.subarray(0, first), at);
      row.set(samples.subarray(first), 0);
    }
    this.#endFrame += frames;
  }

  appendSilence(frames: number): void {
    const kept = Math.min(frames, this.#capacity);
    const at = (this.#endFrame + frames - kept) % this.#capacity;
    const first = Math.min(kept, this.#capacity - at);
    for (const row of this.#rows) {
      row.fill(0, at, at + first);
      row.fill(0, 0, kept - first);
    }
    this.#endFrame += frames;
  }

  /** @returns a copy of [startFrame, endFrame). @throws Error on frames that are not there, or not any more */
  read(startFrame: number, endFrame: number): PlanarBlock {
    const oldest = Math.max(0, this.#endFrame - this.#capacity);
    if (startFrame < oldest || startFrame > endFrame || endFrame > this.#endFrame) {
      throw new Error(
        `CaptureRing.read: frames ${startFrame} to ${endFrame}, there are ${oldest} to ${this.#endFrame}`,
      );
    }
    const frames = endFrame - startFrame;
    const at = startFrame % this.#capacity;
    const first = Math.min(frames, this.#capacity - at);
    return this.#rows.map((row) => {
      const samples = new Float32Array(frames);
      samples.set(row.subarray(at, at + first));
      samples.set(row.subarray(0, frames - first), first);
      return samples;
    });
  }
}
