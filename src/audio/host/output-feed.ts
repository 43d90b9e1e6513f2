/**
 * Output feed: gives a device block after block for as long as there is one: what the daemon has sent, or silence while
 * too little of it is waiting. After it has run dry it waits for the prefill again, so that a late writer costs one gap
 * and not a crackle at each block.
 *
 * A writer that lives in real time goes on while a device begins or stands still, and catches up after it was late
 * itself. What piles up so would be latency for good. Where the latency is to be held, sound begins with no more than the
 * prefill waiting, and what has waited on top of that for a second is dropped; both are counted.
 *
 * How much queue and device hold between them shows at the beginning. With k blocks taken t seconds after the first was
 * offered, they hold at least  k * blockFrames - rate * t  frames: less than they do by what the device took to begin. They hold
 * whole blocks when one has just been taken, so the most of that in the first second, rounded up, is what they hold then. A
 * device that begins full of silence holds more, and nobody can tell.
 */
import { PlanarFifo } from '../../signal/planar-fifo.js';
import type { PlanarBlock } from '../../signal/planar-block.js';
import type { AudioStreamSetup } from './audio-stream-spec.js';
import { interleave } from './interleave.js';

/** What became of the frames so far. */
export interface FeedCounts {
  /** sent frames that the device has taken */
  readonly taken: number;
  /** sent frames that were dropped, because they were late */
  readonly dropped: number;
  /** frames of silence that it has taken */
  readonly silence: number;
  /** what queue and device are found to hold when a block has just been taken, in whole blocks */
  readonly heldFrames: number;
}

export interface OutputFeedOptions {
  readonly setup: AudioStreamSetup;
  readonly device: {
    readonly write: (bytes: Buffer, done: () => void) => unknown;
  };
  /** called whenever the device has taken a block */
  readonly onTaken: (counts: FeedCounts) => void;
  /** milliseconds, from any origin */
  readonly clock: () => number;
}

/** What wavers for less than this is not late, and what is less is left to who follows the device's clock. */
const WATCH_MS = 1000;
const TOLERATED_MS = 100;
/** The queue and the device have filled up by then. */
const FILLING_MS = 1000;
/** A device whose clock is fast seems to hold a little more than it does; none is that fast. */
const SURPLUS_BLOCKS = 0.1;

export class OutputFeed {
  readonly #options: OutputFeedOptions;
  readonly #waiting: PlanarFifo;
  readonly #block: Float32Array;
  readonly #bytes: Buffer;
  #taken = 0;
  #dropped = 0;
  #silence = 0;
  #flowing = false;
  /** the least that has waited since, before a block was taken out */
  #leastWaiting = Infinity;
  #watchedSinceMs = 0;
  #blocks = 0;
  #beganMs: number | undefined;
  #heldBlocks = 0;

  constructor(options: OutputFeedOptions) {
    const { channels, blockFrames } = options.setup;
    this.#options = options;
    this.#waiting = new PlanarFifo(channels);
    this.#block = new Float32Array(blockFrames * channels);
    this.#bytes = Buffer.from(this.#block.buffer);
  }

  /** Takes [channels][n] from the daemon. */
  push(rows: PlanarBlock): void {
    this.#waiting.append(rows);
  }

  /** Writes to the device from now on, without end. */
  start(): void {
    const { setup, device, clock, onTaken } = this.#options;
    const offeredMs = clock();
    if (!this.#flowing) this.#beginToFlow(offeredMs);
    else if (setup.holdsLatency) this.#dropLate(offeredMs);
    const frames = this.#flowing ? Math.min(setup.blockFrames, this.#waiting.frames) : 0;
    if (frames < setup.blockFrames) this.#flowing = false;
    this.#fill(frames);
    device.write(this.#bytes, () => {
      this.#measureHeld(offeredMs, clock());
      this.#taken += frames;
      this.#silence += setup.blockFrames - frames;
      onTaken({
        taken: this.#taken,
        dropped: this.#dropped,
        silence: this.#silence,
        heldFrames: setup.blockFrames * Math.max(1, Math.ceil(this.#heldBlocks - SURPLUS_BLOCKS)),
      });
      this.start();
    });
  }

  #beginToFlow(nowMs: number): void {
    const { setup } = this.#options;
    if (this.#waiting.frames < Math.max(1, setup.prefillFrames)) return;
    this.#flowing = true;
    if (setup.holdsLatency) this.#dropTo(setup.prefillFrames);
    this.#watchFrom(nowMs);
  }

  #dropLate(nowMs: number): void {
    const { prefillFrames, rateHz } = this.#options.setup;
    this.#leastWaiting = Math.min(this.#leastWaiting, this.#waiting.frames);
    if (nowMs - this.#watchedSinceMs < WATCH_MS) return;
    const late = this.#leastWaiting - prefillFrames;
    if (late > (TOLERATED_MS * rateHz) / 1000) this.#dropTo(this.#waiting.frames - late);
    this.#watchFrom(nowMs);
  }

  #watchFrom(nowMs: number): void {
    this.#leastWaiting = Infinity;
    this.#watchedSinceMs = nowMs;
  }

  #dropTo(frames: number): void {
    const excess = this.#waiting.frames - frames;
    this.#waiting.drop(excess);
    this.#dropped += excess;
  }

  #fill(frames: number): void {
    const { channels } = this.#options.setup;
    this.#block.fill(0);
    interleave(
      Array.from({ length: channels }, (_, channel) => this.#waiting.peek(channel, frames)),
      this.#block,
    );
    this.#waiting.drop(frames);
  }

  #measureHeld(offeredMs: number, takenMs: number): void {
    this.#blocks += 1;
    this.#beganMs ??= offeredMs;
    const passedMs = takenMs - this.#beganMs;
    if (passedMs > FILLING_MS) return;
    const { rateHz, blockFrames } = this.#options.setup;
    const played = (passedMs * rateHz) / 1000 / blockFrames;
    this.#heldBlocks = Math.max(this.#heldBlocks, this.#blocks - played);
  }
}
