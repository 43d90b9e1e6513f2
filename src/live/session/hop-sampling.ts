/**
 * Hop sampling: one window at a time on its way through the inference, and how long it took.
 *
 *   start -> (any time later) -> take: the hop's stems, or why there are none
 *
 * It waits for nothing: an inference that is frozen is busy until it settles. A chunk is brought to the model's level and
 * its stems are brought back (clips/level-gain). Stems that are not finite are refused: as known stems they would spoil
 * every window after them.
 */
import type { Inference } from '../../model/inference.js';
import { withSteps, type SamplingPlan } from '../../sampler/sampling-plan.js';
import { rms } from '../../signal/level.js';
import type { StemBlock } from '../../signal/stem-block.js';
import { applyGain, levelGain } from '../../clips/level-gain.js';
import type { HopTask } from './hop-stream.js';
import type { LiveRung } from './live-governor.js';

export interface SampledHop {
  readonly hop: number;
  readonly rung: LiveRung;
  /** from start to the result */
  readonly seconds: number;
  readonly outcome: StemBlock | Error;
}

export class HopSampling {
  readonly #plan: SamplingPlan;
  readonly #clock: () => number;
  readonly #abort = new AbortController();
  #settled: SampledHop | undefined;
  #busy = false;

  /** @param clock seconds, from any origin */
  constructor(plan: SamplingPlan, clock: () => number) {
    this.#plan = plan;
    this.#clock = clock;
  }

  /** from `start` until its result has been taken */
  get isBusy(): boolean {
    return this.#busy;
  }

  /** Works in the task's arrays until its result is taken. @throws Error while it is busy */
  start(inference: Inference, hop: number, task: HopTask, rung: LiveRung): void {
    if (this.#busy) throw new Error(`HopSampling: hop ${hop} before the last one was taken`);
    this.#busy = true;
    const { card } = inference;
    const gain = levelGain(card, [task.mixture], card.stems.length);
    for (const data of [task.mixture, task.known?.data]) if (data) applyGain(data, gain);
    const plan = withSteps(this.#plan, rung.steps);
    const startSeconds = this.#clock();
    const settle = (outcome: StemBlock | Error): void => {
      this.#settled = { hop, rung, seconds: this.#clock() - startSeconds, outcome };
    };
    inference.sample({ ...task, plan }, { signal: this.#abort.signal }).then(
      ({ stems }) => {
        applyGain(stems.data, 1 / gain);
        // a mean square is finite where every sample is; asking each makes objects: 5 MB/s that had to be collected every 0.7 s
        settle(Number.isFinite(rms([stems.data])) ? stems : new NotFiniteError(hop));
      },
      (error: unknown) => {
        settle(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  /** What has settled, once. */
  take(): SampledHop | undefined {
    const settled = this.#settled;
    if (settled !== undefined) this.#busy = false;
    this.#settled = undefined;
    return settled;
  }

  /** Cancels what runs. */
  close(): void {
    this.#abort.abort();
  }
}

/** The network gave a number that is none; the next window may do better. */
export class NotFiniteError extends Error {
  constructor(hop: number) {
    super(`The stems of hop ${hop} are not finite.`);
  }
}
