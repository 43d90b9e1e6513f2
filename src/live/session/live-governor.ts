/**
 * Live governor: how much to compute per hop, so that hops are in time.
 *
 *   ladder of rungs, cheapest first: shorter pasts in one step, then the full window in 1, 2, ... N steps
 *   predicted(rung) = rung.steps * rung.windowFrames * cost,   cost in seconds per evaluated frame
 *
 * It goes down as soon as its rung would take more than 85 % of the budget, to the best rung that takes at most 75 %,
 * and up one rung when the next has fitted into 60 % for 8 hops in a row. In between it stays: that is the hysteresis.
 *
 * A measurement in time counts at once if it is slow, and slowly if it is fast. A missed deadline counts when a second one
 * follows: one alone is a freeze, and says nothing about the network. A pure state machine: no clock, no model.
 */
import type { ModelCard } from '../../model/model-card.js';
import type { LiveSizes } from './live-geometry.js';

export interface LiveRung {
  readonly steps: number;
  readonly windowFrames: number;
}

export interface HopMeasurement {
  /** what the hop was computed with */
  readonly rung: LiveRung;
  /** from the request to the result */
  readonly seconds: number;
  readonly inTime: boolean;
}

const LOWER_ABOVE = 0.85;
const LOWER_TO = 0.75;
const RAISE_BELOW = 0.6;
const RAISE_AFTER_HOPS = 8;
/** per hop, towards a faster measurement */
const EASING = 0.25;
/** how much slower than the budget a late hop may count: a freeze of seconds is no cost of seconds */
const WORST_SHARE = 2;

export class LiveGovernor {
  readonly #rungs: readonly LiveRung[];
  readonly #budgetSeconds: number;
  #index: number;
  #cost: number;
  #missedBefore = false;
  #roomyHops = 0;

  /**
   * @param rungs   cheapest first; it starts on the best one that the cost allows
   * @param budgetSeconds what a hop may take
   * @param cost    seconds per evaluated frame, measured before
   */
  constructor(rungs: readonly LiveRung[], budgetSeconds: number, cost: number) {
    if (rungs.length === 0 || !(budgetSeconds > 0) || !(cost >= 0)) {
      throw new Error(
        `LiveGovernor: needs a rung, a budget > 0 and a cost >= 0, got ${rungs.length}, ${budgetSeconds}, ${cost}`,
      );
    }
    this.#rungs = rungs;
    this.#budgetSeconds = budgetSeconds;
    this.#cost = cost;
    this.#index = this.#bestWithin(LOWER_TO, rungs.length - 1);
  }

  get rung(): LiveRung {
    return this.#rungs[this.#index]!;
  }

  /** what the next hop is expected to take */
  get predictedSeconds(): number {
    return evaluatedFrames(this.rung) * this.#cost;
  }

  /** predicted time as a part of the budget; above 1 hops will be late */
  get load(): number {
    return this.predictedSeconds / this.#budgetSeconds;
  }

  observe({ rung, seconds, inTime }: HopMeasurement): void {
    const frames = evaluatedFrames(rung);
    const measured = Math.min(seconds, WORST_SHARE * this.#budgetSeconds) / frames;
    const aloneMissed = !inTime && !this.#missedBefore;
    this.#missedBefore = !inTime;
    if (aloneMissed) return;
    const slower = measured > this.#cost;
    this.#cost = slower ? measured : this.#cost + EASING * (measured - this.#cost);
    this.#move();
  }

  #move(): void {
    if (this.load > LOWER_ABOVE) {
      this.#index = this.#bestWithin(LOWER_TO, this.#index);
      this.#roomyHops = 0;
      return;
    }
    const next = this.#rungs[this.#index + 1];
    const roomy =
      next !== undefined && evaluatedFrames(next) * this.#cost <= RAISE_BELOW * this.#budgetSeconds;
    this.#roomyHops = roomy ? this.#roomyHops + 1 : 0;
    if (this.#roomyHops < RAISE_AFTER_HOPS) return;
    this.#index++;
    this.#roomyHops = 0;
  }

  #bestWithin(share: number, most: number): number {
    let index = most;
    while (
      index > 0 &&
      evaluatedFrames(this.#rungs[index]!) * this.#cost > share * this.#budgetSeconds
    ) {
      index--;
    }
    return index;
  }
}

function evaluatedFrames({ steps, windowFrames }: LiveRung): number {
  return steps * windowFrames;
}

/** How many shorter windows there are below the full one. */
const SHORTER_WINDOWS = 2;

/** The ladder of a session: its window in up to `mostSteps` steps, below that windows with less past. */
export function liveRungs(
  { windowFrames, hopFrames, lookAheadFrames }: LiveSizes,
  { min, multipleOf }: ModelCard['chunkFrames'],
  mostSteps: number,
): LiveRung[] {
  const least = Math.max(min, hopFrames + lookAheadFrames);
  const shortest = Math.ceil(least / multipleOf) * multipleOf;
  const rungs: LiveRung[] = [];
  for (let index = 0; index < SHORTER_WINDOWS; index++) {
    const past = ((windowFrames - shortest) * index) / SHORTER_WINDOWS;
    const frames = shortest + Math.floor(past / multipleOf) * multipleOf;
    if (frames > (rungs.at(-1)?.windowFrames ?? 0) && frames < windowFrames) {
      rungs.push({ steps: 1, windowFrames: frames });
    }
  }
  for (let steps = 1; steps <= mostSteps; steps++) rungs.push({ steps, windowFrames });
  return rungs;
}
