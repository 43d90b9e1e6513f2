/**
 * Live session: sound in, as much sound out, its stems one constant latency later.
 *
 *   input -> resample -> hop stream -> sample (worker) -> hop stream -> restore -> levels -> output
 *     \_______________________________________________________________/  the sum is the delayed input, exactly
 *
 * The clock is the number of input frames. `push` never waits: a hop whose stems have not come by its deadline passes
 * through (hop-stream), a window that could not be in time is not begun, a result that comes too late is dropped. So
 * nothing queues up and the delay never grows. Everything happens inside `push`; a result that settles between two waits
 * for the next. The session opens no device, socket or file, and does not own its inference.
 */
import type { Inference } from '../../model/inference.js';
import type { ModelCard } from '../../model/model-card.js';
import { stepsOf, type SamplingPlan } from '../../sampler/sampling-plan.js';
import { planarFrames } from '../../signal/planar-block.js';
import type { PlanarBlock } from '../../signal/planar-block.js';
import { createResampler } from '../../signal/resampler.js';
import type { Resampler } from '../../signal/resampler.js';
import type { StemBlock } from '../../signal/stem-block.js';
import {
  modelFrames,
  nativeFrames,
  stemIndex,
  toNativeFrames,
  wholeFrames,
  type NativeFrames,
  type RatePair,
} from '../../signal/units.js';
import { HopSampling, NotFiniteError } from './hop-sampling.js';
import type { SampledHop } from './hop-sampling.js';
import { HopStream } from './hop-stream.js';
import type { SessionStatus, OnSessionEvent } from './session-event.js';
import { deadlineFrame, type LiveGeometry } from './live-geometry.js';
import { LiveGovernor, liveRungs } from './live-governor.js';
import { OverrunWatch } from './overrun-watch.js';
import { RestoredStream } from './restored-stream.js';
import { StemLevels, type StemLevel } from './stem-levels.js';

export interface LiveSessionOptions {
  readonly inference: Inference;
  /** its steps are the most that the governor uses */
  readonly plan: SamplingPlan;
  readonly rateHz: number;
  readonly channels: number;
  readonly geometry: LiveGeometry;
  /** seconds per evaluated model frame, all channels together, measured before (compute-probe) */
  readonly cost: number;
  /** name of the stem that carries the mixture while nothing is separated */
  readonly passThroughStem: string;
  /** seconds, from any origin */
  readonly clock: () => number;
  readonly onEvent: OnSessionEvent;
}

export interface LiveBlock {
  /** at full level, for files: they sum to the delayed input */
  readonly stems: StemBlock;
  /** at the current levels, for the output; where they change nothing, `stems` itself */
  readonly levelled: StemBlock;
}

export class LiveSession {
  readonly #options: LiveSessionOptions;
  readonly #card: ModelCard;
  readonly #rates: RatePair;
  readonly #resampler: Resampler;
  readonly #hops: HopStream;
  readonly #sampling: HopSampling;
  readonly #governor: LiveGovernor;
  readonly #overrun: OverrunWatch;
  readonly #restored: RestoredStream;
  readonly #levels: StemLevels;
  /** null after it has failed */
  #inference: Inference | null;
  #frames = nativeFrames(0);
  /** the newest hop whose window was whole in the push before */
  #newestSeen = -1;

  /** @throws Error on a stem the model does not have, a rate or a number of channels that is no positive integer */
  static async open(options: LiveSessionOptions): Promise<LiveSession> {
    const { inference, rateHz, channels, geometry } = options;
    const { sampleRateHz, stems } = inference.card;
    const restored = await RestoredStream.open(
      { channels, stems: stems.length, modelRateHz: sampleRateHz, nativeRateHz: rateHz },
      geometry.latencyFrames,
    );
    const resampler = await createResampler({ channels, fromHz: rateHz, toHz: sampleRateHz });
    return new LiveSession(options, resampler, restored);
  }

  private constructor(options: LiveSessionOptions, resampler: Resampler, restored: RestoredStream) {
    const { inference, plan, rateHz, channels, geometry, passThroughStem, onEvent } = options;
    const { card } = inference;
    this.#options = options;
    this.#inference = inference;
    this.#card = card;
    this.#rates = { modelRateHz: card.sampleRateHz, nativeRateHz: rateHz };
    this.#resampler = resampler;
    this.#restored = restored;
    this.#hops = new HopStream({
      channels,
      stems: card.stems.length,
      passThroughStem: stemIndex(card.stems.indexOf(passThroughStem)),
      geometry,
    });
    this.#sampling = new HopSampling(plan, options.clock);
    const budgetFrames = Math.min(geometry.computeMarginFrames, this.#nativeFrame(1));
    this.#governor = new LiveGovernor(
      liveRungs(geometry, card.chunkFrames, stepsOf(plan)),
      budgetFrames / rateHz,
      options.cost,
    );
    this.#overrun = new OverrunWatch(passThroughStem, onEvent);
    this.#levels = new StemLevels(card.stems.length, rateHz);
    onEvent({
      kind: 'started',
      rateHz,
      channels,
      latencyFrames: geometry.latencyFrames,
      windowSeconds: geometry.windowFrames / card.sampleRateHz,
      hopSeconds: geometry.hopFrames / card.sampleRateHz,
      lookAheadSeconds: geometry.lookAheadFrames / card.sampleRateHz,
      steps: this.#governor.rung.steps,
    });
  }

  get status(): SessionStatus {
    const { rateHz, channels, geometry } = this.#options;
    const { rung, load } = this.#governor;
    return {
      rateHz,
      channels,
      latencyFrames: geometry.latencyFrames,
      frames: this.#frames,
      steps: rung.steps,
      windowSeconds: rung.windowFrames / this.#card.sampleRateHz,
      load,
      overrun: this.#overrun.isOverrun,
      overruns: this.#overrun.episodes,
      passedThroughFrames: this.#overrun.passedThroughFrames,
      levels: this.#levelsByName(),
    };
  }

  /** Takes the next input [channels][n]; gives as many frames of output. Blocks may have any length. */
  push(block: PlanarBlock): LiveBlock {
    const frames = planarFrames(block);
    this.#restored.pushMixture(block);
    this.#hops.pushMixture(this.#resampler.push(block));
    this.#frames = nativeFrames(this.#frames + frames);
    this.#takeResult();
    this.#finishOverdue();
    this.#startNext();
    const stems = this.#restored.pull(frames);
    if (this.#levels.areUnity) return { stems, levelled: stems };
    const levelled = { ...stems, data: stems.data.slice() };
    this.#levels.apply(levelled);
    return { stems, levelled };
  }

  /** Changes a stem's gain, mute or solo from the next frame on. @throws Error on an unknown stem or a gain out of range */
  setLevel(stem: string, change: Partial<StemLevel>): void {
    this.#levels.set(this.#card.stems.indexOf(stem), change);
    this.#options.onEvent({ kind: 'levels', levels: this.#levelsByName() });
  }

  /** Goes on with another worker of the same model, after `inference-failed`. */
  continueWith(inference: Inference): void {
    this.#inference = inference;
  }

  /** Cancels the window at hand and frees what the session holds; the inference stays the caller's. */
  close(): void {
    this.#sampling.close();
    this.#resampler.close();
    this.#restored.close();
  }

  #takeResult(): void {
    const sampled = this.#sampling.take();
    if (sampled === undefined) return;
    const inTime = sampled.hop === this.#hops.nextHop;
    if (sampled.outcome instanceof Error) {
      this.#fail(sampled.outcome);
      return;
    }
    this.#govern(sampled, inTime);
    if (inTime) this.#finish(sampled.outcome);
  }

  #govern({ rung, seconds }: SampledHop, inTime: boolean): void {
    const before = this.#governor.rung;
    this.#governor.observe({ rung, seconds, inTime });
    const { rung: after, load } = this.#governor;
    if (after === before) return;
    const { steps, windowFrames } = after;
    const windowSeconds = windowFrames / this.#card.sampleRateHz;
    this.#options.onEvent({ kind: 'effort', steps, windowSeconds, load });
  }

  #fail(error: Error): void {
    if (error instanceof NotFiniteError) return;
    this.#inference = null;
    this.#options.onEvent({ kind: 'inference-failed', message: error.message });
  }

  #finishOverdue(): void {
    while (this.#deadline(this.#hops.nextHop) <= this.#frames) this.#finish(null);
  }

  /** Finishes the next hop, with the stems of its window if there are any. */
  #finish(stems: StemBlock | null): void {
    const hop = this.#hops.nextHop;
    const span = { startFrame: this.#nativeFrame(hop), endFrame: this.#nativeFrame(hop + 1) };
    const isUsed = this.#overrun.judge(span, stems !== null);
    this.#restored.pushHop(
      isUsed && stems !== null
        ? this.#hops.finishSeparated(stems)
        : this.#hops.finishPassedThrough(),
    );
  }

  /** Starts the first window that can still be in time, giving up those before it. */
  #startNext(): void {
    const newest = this.#hops.newestWholeHop;
    const isNew = newest > this.#newestSeen;
    this.#newestSeen = newest;
    if (this.#sampling.isBusy || this.#inference === null) return;
    const { rung, predictedSeconds } = this.#governor;
    const readyFrame = this.#frames + predictedSeconds * this.#options.rateHz;
    let hop = this.#hops.nextHop;
    while (hop <= newest && readyFrame > this.#deadline(hop)) hop++;
    // Where none would be in time, a fresh one shows whether that is still so.
    if (hop > newest && isNew) hop = newest;
    if (hop > newest || hop < this.#hops.nextHop) return;
    while (this.#hops.nextHop < hop) this.#finish(null);
    this.#sampling.start(this.#inference, hop, this.#hops.task(rung.windowFrames), rung);
  }

  #deadline(hop: number): NativeFrames {
    return deadlineFrame(hop, this.#options.geometry, this.#rates);
  }

  /** The first native frame of a hop. */
  #nativeFrame(hop: number): NativeFrames {
    const start = modelFrames(hop * this.#options.geometry.hopFrames);
    return wholeFrames(toNativeFrames(start, this.#rates));
  }

  #levelsByName(): Readonly<Record<string, StemLevel>> {
    const { levels } = this.#levels;
    return Object.fromEntries(this.#card.stems.map((stem, index) => [stem, levels[index]!]));
  }
}
