/**
 * Input lateness: how much later the newest block of input was read than it could have been.
 *
 * Sound servers hand over blocks in bursts, and a busy thread reads them late. What has waited at the input waits so much
 * less at the output, and the sum is what is constant.
 */
import type { InputBlock } from '../../audio/host/audio-host.js';
import { FrameClock } from '../../capture/frame-clock.js';

/** The clock's line is drawn through the last half minute. */
const KEEP_SECONDS = 30;

export class InputLateness {
  readonly #rateHz: number;
  readonly #clock: FrameClock;
  #endFrame = 0;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#clock = new FrameClock(rateHz, KEEP_SECONDS);
  }

  /** To be called for every block as it comes in. */
  note({ startFrame, afterGap, rows }: InputBlock, nowMs: number): void {
    if (afterGap) this.#clock.breakOff();
    this.#endFrame = startFrame + rows[0]!.length;
    this.#clock.add(this.#endFrame, nowMs);
  }

  /** Frames between the moment when the newest block could have come in and now; 0 before the first one. */
  framesAt(nowMs: number): number {
    const cameInMs = this.#clock.msAt(this.#endFrame) ?? nowMs;
    return ((nowMs - cameInMs) * this.#rateHz) / 1000;
  }
}
