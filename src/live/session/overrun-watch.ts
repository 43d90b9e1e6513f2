/**
 * Overrun watch: when the mixture passes through instead of stems, an event once per episode.
 *
 * An episode begins with the first hop that is late and ends with the second hop in a row that is in time: at the edge of
 * what a machine can do, stems would otherwise come and go with every hop. One that begins soon after the last needs four
 * times as many: a machine that is busy elsewhere for minutes has a few events, not one every second.
 */
import type { NativeFrames } from '../../signal/units.js';
import type { OnSessionEvent } from './session-event.js';

/** hops in time, the last of which is used */
const RECOVERY_HOPS = 2;
/** for an episode that began within so many hops of the last one's end */
const RELAPSE_HOPS = 32;
const RELAPSE_FACTOR = 4;
const MOST_RECOVERY_HOPS = 32;

export interface HopSpan {
  /** [start, end) */
  readonly startFrame: NativeFrames;
  readonly endFrame: NativeFrames;
}

export class OverrunWatch {
  readonly #stem: string;
  readonly #onEvent: OnSessionEvent;
  #startFrame: number | null = null;
  /** hops in time in a row */
  #inTime = 0;
  #recoveryHops = RECOVERY_HOPS;
  #hopsSinceRecovery = Infinity;
  #episodes = 0;
  #passedThroughFrames = 0;

  constructor(passThroughStem: string, onEvent: OnSessionEvent) {
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
    if (inTime && (!wasOverrun || this.#inTime >= this.#recoveryHops)) {
      this.#recover(hop);
      return true;
    }
    if (!wasOverrun) this.#begin(hop);
    this.#passedThroughFrames += hop.endFrame - hop.startFrame;
    return false;
  }

  #begin({ startFrame }: HopSpan): void {
    const relapsed = this.#hopsSinceRecovery < RELAPSE_HOPS;
    const hops = relapsed ? RELAPSE_FACTOR * this.#recoveryHops : RECOVERY_HOPS;
    this.#recoveryHops = Math.min(MOST_RECOVERY_HOPS, hops);
    this.#startFrame = startFrame;
    this.#episodes++;
    this.#onEvent({ kind: 'overrun', frame: startFrame, stem: this.#stem });
  }

  #recover({ startFrame }: HopSpan): void {
    this.#hopsSinceRecovery++;
    if (this.#startFrame === null) return;
    this.#hopsSinceRecovery = 0;
    const passedThroughFrames = startFrame - this.#startFrame;
    this.#startFrame = null;
    this.#onEvent({ kind: 'recovered', frame: startFrame, passedThroughFrames });
  }
}
