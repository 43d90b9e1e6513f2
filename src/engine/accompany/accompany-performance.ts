/**
 * Accompany performance: an accompaniment with its devices and its own inference worker.
 *
 *   input device -> capture -> accompaniment -> levels -> rate follower -> output device
 *
 * Its stems are put out so much ahead of the input as waits at the output, so that they are heard on the bar. What a device
 * holds back beyond that is `outputOffsetMs`. What is played in is not played out: the player hears it.
 */
import type { AudioHost, AudioHostEvent, InputBlock } from '../../audio/host/audio-host.js';
import type { Inference } from '../../model/inference.js';
import { HALF_FRAMES } from '../../signal/fractional-interpolator.js';
import { RateFollower } from '../../signal/rate-follower.js';
import type { InputTimeline } from '../capture/input-timeline.js';
import { mixturePlan } from '../mixture-stems.js';
import { samplingPlan } from '../sampling-settings.js';
import { stemIndices } from '../stem-names.js';
import { OperatingError } from '../../operating-error.js';
import { deviceNews } from '../live/device-news.js';
import type { AccompanyMode, LivePerformanceStatus, LiveRequest } from '../live/live.js';
import type { LivePerformanceParts } from '../live/live-performance.js';
import { NOTHING_DELAYED, NOTHING_SEPARATED } from '../live/listen-performance.js';
import { liveOutput, outputRows } from '../live/live-output.js';
import { StemLevels, type StemLevel } from '../live/stem-levels.js';
import { Accompaniment } from './accompaniment.js';
import { imputeLoop } from './impute-loop.js';

export interface AccompanyPerformanceParts extends LivePerformanceParts {
  /** of the input that has just been opened */
  readonly timeline: () => InputTimeline;
  /** how late the output device is heard, besides what waits there */
  readonly outputOffsetMs: number;
}

/** A device that lost more was as good as away. */
const MOST_SECONDS = 10;

export class AccompanyPerformance {
  readonly #request: LiveRequest;
  readonly #mode: AccompanyMode;
  readonly #parts: AccompanyPerformanceParts;
  readonly #host: AudioHost;
  readonly #accompaniment: Accompaniment;
  readonly #timeline: InputTimeline;
  readonly #follower: RateFollower;
  readonly #levels: StemLevels;
  readonly #stems: readonly string[];
  readonly #steps: number;
  readonly #abort = new AbortController();
  #inference: Inference | undefined;
  #starting: Promise<Inference> | undefined;
  /** where the next block of input begins if nothing is lost; undefined before the first one */
  #nextFrame: number | undefined;
  #underruns = 0;
  #aheadFrames: number | undefined;
  #closing = false;

  /** @throws OperatingError as {@link Live.start} does; nothing is left open then */
  static async open(
    request: LiveRequest,
    mode: AccompanyMode,
    parts: AccompanyPerformanceParts,
  ): Promise<AccompanyPerformance> {
    const inference = await parts.startInference();
    try {
      check(request, mode, inference);
      const { input, output, rateHz, channels, layout } = request;
      const stems = inference.card.stems.length;
      const outputChannels = outputRows(layout, channels, stems);
      const host = await parts.startHost({
        input: { device: input, rateHz, channels },
        output:
          output === undefined ? undefined : { device: output, rateHz, channels: outputChannels },
        onNativeLine: (stream, line) => {
          parts.log.debug({ stream }, line);
        },
      });
      return new AccompanyPerformance(request, mode, parts, { inference, host });
    } catch (error) {
      await inference.close();
      throw error;
    }
  }

  private constructor(
    request: LiveRequest,
    mode: AccompanyMode,
    parts: AccompanyPerformanceParts,
    { inference, host }: { readonly inference: Inference; readonly host: AudioHost },
  ) {
    const { card } = inference;
    const { rateHz, channels, layout } = request;
    this.#request = request;
    this.#mode = mode;
    this.#parts = parts;
    this.#host = host;
    this.#inference = inference;
    this.#stems = card.stems;
    this.#steps = samplingPlan(card, 'impute', request.sampling).schedule.steps;
    this.#timeline = parts.timeline();
    this.#levels = new StemLevels(card.stems.length, rateHz);
    this.#follower = new RateFollower({
      rows: outputRows(layout, channels, card.stems.length),
      rateHz,
    });
    this.#accompaniment = new Accompaniment({
      timeline: this.#timeline,
      rateHz,
      channels,
      stems: card.stems.length,
      generate: stemIndices(card, mode.generate),
      bars: mode.bars,
      hold: mode.hold,
      impute: (rows, pass) => this.#impute(rows, pass),
      tell: parts.tell,
    });
    host.onEvent((event) => {
      this.#hear(event);
    });
    host.onInput((block) => {
      this.#receive(block);
    });
    parts.tell({ type: 'started', ...this.#figures() });
  }

  status(): LivePerformanceStatus {
    const devices = this.#host.counters();
    return {
      ...this.#figures(),
      latency: NOTHING_DELAYED,
      frames: this.#timeline.endFrame,
      load: 0,
      overrun: false,
      overruns: 0,
      passedThroughFrames: 0,
      levels: this.#levelsByName(),
      xruns: devices.inputGaps + devices.underruns + devices.deviceUnderruns,
      devices,
    };
  }

  setLevel(stem: string, change: Partial<StemLevel>): void {
    this.#levels.set(this.#stems.indexOf(stem), change);
    this.#parts.tell({ type: 'levels', levels: this.#levelsByName() });
  }

  /** Nobody needs to: the next pass starts a worker where there is none. */
  replaceInference(): void {
    this.#inference = undefined;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#accompaniment.close();
    this.#abort.abort();
    await this.#host.close();
    const starting = await this.#starting?.catch(() => undefined);
    await (this.#inference ?? starting)?.close();
  }

  async #impute(rows: readonly Float32Array[], pass: number): Promise<readonly Float32Array[]> {
    const { rateHz, sampling } = this.#request;
    const { generate, plays } = this.#mode;
    const inference = (this.#inference ??= await this.#another());
    try {
      return await imputeLoop(rows, {
        rateHz,
        generate,
        plays,
        // another take each pass
        sampling: { ...sampling, seed: (sampling.seed + pass) >>> 0 },
        inference,
        signal: this.#abort.signal,
      });
    } catch (error) {
      if (error instanceof OperatingError && error.code === 'inference-failed') {
        await inference.close();
        this.#inference = undefined;
      }
      throw error;
    }
  }

  async #another(): Promise<Inference> {
    this.#starting = this.#parts.startInference();
    return this.#starting;
  }

  #receive({ startFrame, rows }: InputBlock): void {
    if (this.#closing) return;
    const endFrame = startFrame + rows[0]!.length;
    // frames that are known to be lost have been time for the output, too
    const sinceFrame = this.#nextFrame ?? startFrame;
    const frames = Math.min(endFrame - sinceFrame, MOST_SECONDS * this.#request.rateHz);
    this.#nextFrame = endFrame;
    const stems = this.#accompaniment.push(frames, this.#ahead(rows[0]!.length));
    if (this.#request.output === undefined) return;
    this.#levels.apply(stems);
    const { underruns, deviceUnderruns } = this.#host.counters();
    // what waits at the device now is not what waited there before it ran dry
    if (underruns + deviceUnderruns !== this.#underruns) this.#relearn();
    this.#underruns = underruns + deviceUnderruns;
    const output = liveOutput(this.#request.layout, stems);
    this.#host.write(this.#follower.follow(output, this.#host.outputQueuedFrames));
  }

  /**
   * From when a frame came in until what is put out beside it is heard: its block has to be whole, what waits goes first, and
   * the follower looks a little ahead. It does not waver with the queue, but changes when the follower has learned it.
   */
  #ahead(blockFrames: number): number {
    const { targetFrames } = this.#follower;
    if (this.#aheadFrames === undefined || targetFrames !== undefined) {
      const offsetFrames = (this.#parts.outputOffsetMs * this.#request.rateHz) / 1000;
      const waiting = targetFrames ?? this.#host.outputQueuedFrames;
      this.#aheadFrames = Math.round(blockFrames + waiting + HALF_FRAMES + offsetFrames);
    }
    return this.#aheadFrames;
  }

  #relearn(): void {
    this.#follower.relearn();
    this.#aheadFrames = undefined;
  }

  #hear(event: AudioHostEvent): void {
    if (this.#closing) return;
    if (event.kind === 'state' && event.stream === 'output' && event.state === 'running') {
      this.#relearn();
    }
    this.#parts.tell(deviceNews(event));
  }

  /** Nothing is late: what is heard is on the bar. */
  #figures() {
    const { rateHz, channels } = this.#request;
    return { ...NOTHING_SEPARATED, rateHz, channels, steps: this.#steps };
  }

  #levelsByName(): Readonly<Record<string, StemLevel>> {
    const { levels } = this.#levels;
    return Object.fromEntries(this.#stems.map((stem, index) => [stem, levels[index]!]));
  }
}

/** @throws OperatingError `bad-argument`, `unsupported-task` */
function check({ sampling, recording }: LiveRequest, mode: AccompanyMode, { card }: Inference) {
  stemIndices(card, mode.generate);
  samplingPlan(card, 'impute', sampling);
  if (recording !== undefined) {
    throw new OperatingError(
      'bad-argument',
      'An accompaniment cannot be recorded; leave out "record".',
    );
  }
  if (mode.plays === undefined) {
    mixturePlan(card, sampling);
    return;
  }
  stemIndices(card, [mode.plays]);
  if (mode.generate.includes(mode.plays)) {
    throw new OperatingError(
      'bad-argument',
      `The stem "${mode.plays}" is both played and to be generated.`,
    );
  }
}
