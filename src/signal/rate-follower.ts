/**
 * Rate follower: makes a stream of one clock last at a device of another, by resampling it by as little as holds what
 * waits between the two where it is. So latency does not drift, and the queue neither fills up nor runs dry.
 *
 * e is the smoothed distance of what waits from its target, the mean over the first seconds. While |e| stays within the
 * dead zone nothing is touched: the output is the input to the bit. Beyond it, the clocks differ, and from then on
 *
 *     excess = P e + I integral(e dt),   |excess| <= 500 parts in a million
 *
 * with P = 2 w / rate and I = w^2 / rate: the queue obeys e'' + 2 w e' + w^2 e = 0 and comes back without ringing.
 * Frames are its only clock. It writes to nothing.
 */
import { FractionalInterpolator } from './fractional-interpolator.js';
import { planarFrames, type PlanarBlock } from './planar-block.js';

export interface RateFollowerOptions {
  /** rows of each block */
  readonly rows: number;
  readonly rateHz: number;
  /** how far what waits, smoothed, may be from its target untouched: what its own measuring wavers by @default 512 */
  readonly deadZoneFrames?: number;
}

/** Quartz clocks are within 100 parts in a million; a pitch is heard from about 3000 on. */
const GREATEST_EXCESS = 500e-6;
/** A device takes what it takes while it starts. */
const SETTLING_SECONDS = 3;
const LEARNING_SECONDS = 10;
/** Evens out when a writer's blocks come and when a device takes its own. */
const SMOOTHING_SECONDS = 5;
/** Slow against the smoothing, so that the loop does not ring: back on target in some minutes. */
const W_PER_SECOND = 0.02;

export class RateFollower {
  readonly #options: Required<RateFollowerOptions>;
  readonly #interpolator: FractionalInterpolator;
  #seconds = 0;
  #learned = 0;
  /** mean, then smoothed */
  #waiting = 0;
  #target: number | undefined;
  #follows = false;
  #integral = 0;
  #excess = 0;

  /** @throws Error when rows is not a positive integer */
  constructor({ rows, rateHz, deadZoneFrames = 512 }: RateFollowerOptions) {
    this.#options = { rows, rateHz, deadZoneFrames };
    this.#interpolator = new FractionalInterpolator(rows);
  }

  /** by how much the output is played faster, in parts of 1; 0: the output is the input */
  get excess(): number {
    return this.#excess;
  }

  /** what is held waiting; undefined while that is being learned */
  get targetFrames(): number | undefined {
    return this.#target;
  }

  /**
   * @param block [rows][n] of the stream
   * @param waitingFrames what waits at the device just before this block is written, and how late the block itself is
   * @returns what to write instead, valid until the next block
   */
  follow(block: PlanarBlock, waitingFrames: number): PlanarBlock {
    this.#observe(waitingFrames, planarFrames(block) / this.#options.rateHz);
    return this.#interpolator.push(block, this.#excess);
  }

  /** The queue has been filled anew (the device was away, or ran dry): its level from now on is the target. */
  relearn(): void {
    this.#seconds = 0;
    this.#learned = 0;
    this.#waiting = 0;
    this.#target = undefined;
  }

  #observe(waitingFrames: number, seconds: number): void {
    this.#seconds += seconds;
    if (this.#seconds < SETTLING_SECONDS) return;
    if (this.#target === undefined) {
      this.#learned += seconds;
      this.#waiting += (waitingFrames - this.#waiting) * (seconds / this.#learned);
      if (this.#learned >= LEARNING_SECONDS) this.#target = this.#waiting;
      return;
    }
    this.#waiting += (waitingFrames - this.#waiting) * (1 - Math.exp(-seconds / SMOOTHING_SECONDS));
    this.#steer(this.#waiting - this.#target, seconds);
  }

  #steer(error: number, seconds: number): void {
    const { rateHz, deadZoneFrames } = this.#options;
    this.#follows ||= Math.abs(error) > deadZoneFrames;
    if (!this.#follows) return;
    this.#integral = limited(this.#integral + (W_PER_SECOND ** 2 / rateHz) * error * seconds);
    this.#excess = limited((2 * W_PER_SECOND * error) / rateHz + this.#integral);
  }
}

function limited(excess: number): number {
  return Math.max(-GREATEST_EXCESS, Math.min(GREATEST_EXCESS, excess));
}
