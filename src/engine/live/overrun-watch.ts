/**
 * Overrun watch: when the mixture passes through instead of stems, told once per episode.
 *
 * An episode begins with the first hop that is late and ends with the second hop in a row that is in time: at the edge of
 * what a machine can do, stems would otherwise come and go with every hop.
 */
import type { OnLiveEvent } from './live-event.js';

/** hops in time, the last of which is used */
const RECOVERY_HOPS = 2;

export interface HopSpan {
  /** native frames [start, end) */
  readonly startFrame: number;
  readonly endFrame: number;
}

export class OverrunWatch {
  readonly #stem: string;
  readonly #onEvent: OnLiveEvent;
  #startFrame: number | null = null;
  #inTime = 0;
  #episodes = 0;
  #passedThroughFrames = 0;

  constructor(passThroughStem: string, onEvent: OnLiveEvent) {
    this.#stem = passThroughStem;
    this.#onEvent = onEvent;
  }

  get isOverrun(): boolean {
    return this.#startFrame !== null;
  }

  get episodes(): number {
    return this.#episodes;
  }

  get passedThroughFrames(): number {
    return this.#passedThroughFrames;
  }

  /** The next hop is finished. @returns whether its stems are to be used; never when it is late */
  judge(hop: HopSpan, inTime: boolean): boolean {
    this.#inTime = inTime ? this.#inTime + 1 : 0;
    const wasOverrun = this.#startFrame !== null;
    if (inTime && (!wasOverrun || this.#inTime >= RECOVERY_HOPS)) {
      this.#recover(hop);
      return true;
    }
    if (this.#startFrame === null) {
      this.#startFrame = hop.startFrame;
      this.#episodes++;
      this.#onEvent({ type: 'overrun', frame: hop.startFrame, stem: this.#stem });
    }
    this.#passedThroughFrames += hop.endFrame - hop.startFrame;
    return false;
  }

  #recover({ startFrame }: HopSpan): void {
    if (this.#startFrame === null) return;
    const passedThroughFrames = startFrame - this.#startFrame;
    this.#startFrame = null;
    this.#onEvent({ type: 'recovered', frame: startFrame, passedThroughFrames });
  }
}
