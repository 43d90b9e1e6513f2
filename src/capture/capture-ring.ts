/**
 * Capture ring: the newest frames of the live input, each under its number since the ring began.
 *
 * 32-bit floats, as they come from the device: stems of a cut sum to the input bit by bit, which 16 bits could not promise.
 * Memory is taken once: channels * (limit + spare) * 4 bytes, 109 MB for five minutes of stereo at 44.1 kHz. The spare is
 * kept behind the limit so that a cut can be read block by block while the input goes on. The next input of the same shape goes on
 * in the same memory. It knows no time and no bars.
 */
import { planarFrames, type PlanarBlock } from '../signal/planar-block.js';

export interface CaptureRingOptions {
  readonly channels: number;
  /** frames that may be asked for */
  readonly limitFrames: number;
  /** frames kept beyond them, while a cut is read */
  readonly spareFrames: number;
}

/** What rings that follow each other share. */
interface RingMemory {
  readonly rows: readonly Float32Array[];
  /** frames that it holds */
  readonly capacity: number;
  /** all frames that were ever put in; the next goes to `written % capacity` */
  written: number;
}

/** Of four bytes; the pages of larger ones are touched more often than they need. */
const PAGE_SAMPLES = 1024;
/** 256 KiB: a few milliseconds where getting memory is slow */
const SLICE_PAGES = 64;

export class CaptureRing {
  readonly #options: CaptureRingOptions;
  readonly #memory: RingMemory;
  /** where in the memory's count the ring begins */
  readonly #originFrame: number;
  #endFrame = 0;
  #isOver = false;

  /**
   * @param memory of a ring of the same shape that is over
   * @throws Error when a size is no positive integer
   */
  constructor(options: CaptureRingOptions, memory?: RingMemory) {
    const { channels, limitFrames, spareFrames } = options;
    for (const [name, value] of Object.entries({ channels, limitFrames, spareFrames })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new Error(`CaptureRing: ${name} must be an integer >= 1, got ${value}`);
      }
    }
    const capacity = limitFrames + spareFrames;
    this.#options = options;
    this.#memory = memory ?? {
      rows: Array.from({ length: channels }, () => new Float32Array(capacity)),
      capacity,
      written: 0,
    };
    this.#originFrame = this.#memory.written;
  }

  /**
   * Ends this ring and begins one in its memory, where that has the shape; undefined where not. What this one holds can be read
   * until it is written over, as if it went on.
   */
  next(options: CaptureRingOptions): CaptureRing | undefined {
    const own = this.#options;
    const isSame =
      own.channels === options.channels &&
      own.limitFrames === options.limitFrames &&
      own.spareFrames === options.spareFrames;
    if (!isSame) return undefined;
    this.#isOver = true;
    return new CaptureRing(options, this.#memory);
  }

  /**
   * Fresh memory is not there until it is written, page by page; so its use would grow for the first five minutes. Writes to every
   * page what is in it, and yields after each slice.
   */
  *pages(): Generator<undefined> {
    let pages = 0;
    for (const row of this.#memory.rows) {
      for (let at = 0; at < row.length; at += PAGE_SAMPLES) {
        const sample = row[at]!;
        row[at] = sample;
        if (++pages % SLICE_PAGES === 0) yield;
      }
    }
  }

  /** behind the newest frame */
  get endFrame(): number {
    return this.#endFrame;
  }

  /** the oldest frame that may be asked for */
  get startFrame(): number {
    return Math.max(0, this.#endFrame - this.#options.limitFrames);
  }

  /** Takes the next [channels][n], copied. */
  append(block: PlanarBlock): void {
    const frames = planarFrames(block);
    const { rows } = this.#memory;
    if (block.length !== rows.length) {
      throw new Error(`CaptureRing.append: expected ${rows.length} rows, got ${block.length}`);
    }
    this.#put(frames, (row, channel, at, kept, first) => {
      const samples = block[channel]!.subarray(frames - kept);
      row.set(samples.subarray(0, first), at);
      row.set(samples.subarray(first), 0);
    });
  }

  appendSilence(frames: number): void {
    this.#put(frames, (row, _channel, at, kept, first) => {
      row.fill(0, at, at + first);
      row.fill(0, 0, kept - first);
    });
  }

  /** @returns a copy of [startFrame, endFrame). @throws Error on frames that are not there, or not any more */
  read(startFrame: number, endFrame: number): PlanarBlock {
    const { rows, capacity, written } = this.#memory;
    const oldest = Math.max(0, written - this.#originFrame - capacity);
    if (startFrame < oldest || startFrame > endFrame || endFrame > this.#endFrame) {
      throw new Error(
        `CaptureRing.read: frames ${startFrame} to ${endFrame}, there are ${oldest} to ${this.#endFrame}`,
      );
    }
    const frames = endFrame - startFrame;
    const at = (this.#originFrame + startFrame) % capacity;
    const first = Math.min(frames, capacity - at);
    return rows.map((row) => {
      const samples = new Float32Array(frames);
      samples.set(row.subarray(at, at + first));
      samples.set(row.subarray(0, frames - first), first);
      return samples;
    });
  }

  /** @param write puts the last `kept` of the frames to `at`, the `first` of them, and the others to the memory's beginning */
  #put(
    frames: number,
    write: (row: Float32Array, channel: number, at: number, kept: number, first: number) => void,
  ): void {
    if (this.#isOver) throw new Error('CaptureRing: another ring has its memory');
    const { rows, capacity, written } = this.#memory;
    // of a block longer than the ring only its end stays
    const kept = Math.min(frames, capacity);
    const at = (written + frames - kept) % capacity;
    const first = Math.min(kept, capacity - at);
    for (const [channel, row] of rows.entries()) write(row, channel, at, kept, first);
    this.#memory.written += frames;
    this.#endFrame += frames;
  }
}
