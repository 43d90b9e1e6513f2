/**
 * Output lead: how long after an input frame came in what is put out beside it is heard, in frames.
 *
 *   lead = rate (now - came in) + queue + held        for the first frame of a block, at the moment it is written
 *
 * A block that comes late finds the queue shorter by as much, so the sum does not waver with arrivals as its parts do. What is
 * left of that is averaged, and a mean that has moved by less than two milliseconds is not worth a cut in what sounds.
 */
export interface WrittenBlock {
  /** of the block */
  readonly frames: number;
  /** from when its first frame came in until now */
  readonly sinceFrames: number;
  /** what waits at the output, and in its queue and device, when it is written */
  readonly waitingFrames: number;
}

/** The output fills up, and what it holds is found out (audio/host/output-feed). */
const SETTLING_SECONDS = 1;
const MEMORY_SECONDS = 5;
const SAME_SECONDS = 0.002;

export class OutputLead {
  readonly #rateHz: number;
  #seconds = 0;
  #mean = 0;
  #frames: number | undefined;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  /** @returns the lead from this block on, a whole number */
  observe({ frames, sinceFrames, waitingFrames }: WrittenBlock): number {
    const seconds = frames / this.#rateHz;
    this.#seconds += seconds;
    const settledSeconds = Math.min(this.#seconds - SETTLING_SECONDS, MEMORY_SECONDS);
    const weight = settledSeconds > seconds ? seconds / settledSeconds : 1;
    this.#mean += (sinceFrames + waitingFrames - this.#mean) * weight;
    const moved = Math.abs(this.#mean - (this.#frames ?? Infinity));
    if (moved > SAME_SECONDS * this.#rateHz) this.#frames = Math.round(this.#mean);
    return this.#frames!;
  }

  /** The output has begun anew: what waits there is not what waited before. */
  relearn(): void {
    this.#seconds = 0;
  }
}
