/**
 * Accompany performance: an accompaniment with its devices and its own inference worker.
 *
 *   input device -> capture -> accompaniment -> levels -> rate follower -> output device
 *                      \--------------\-> recording
 *
 * Its stems are put out so much ahead of the input as they are heard later (output-lead), so that they are heard on the bar. What
 * a device holds back beyond what can be found out is `outputOffsetMs`. What is played in is not played out: the player hears it.
 */
import type { AudioHost, AudioHostEvent, InputBlock } from '../../audio/host/audio-host.js';
import type { Inference } from '../../model/inference.js';
import { HALF_FRAMES } from '../../signal/fractional-interpolator.js';
import { RateFollower } from '../../signal/rate-follower.js';
import type { InputTimeline } from '../../capture/input-timeline.js';
import { mixturePlan } from '../../clips/mixture-stems.js';
import { samplingPlan } from '../../sampling/sampling-settings.js';
import { stemIndices } from '../../model/stem-names.js';
import { OperationalError } from '../../operational-error.js';
import { deviceNews } from '../device-news.js';
import type { AccompanyMode, LiveStatus, LiveRequest } from '../live.js';
import type { LivePerformanceParts } from '../live-performance.js';
import { NOTHING_DELAYED, NOTHING_SEPARATED } from '../listen-performance.js';
import { openLiveHost } from '../live-host.js';
import { liveOutput, outputRows } from '../live-output.js';
import { finishRecording, openRecording } from '../live-recording.js';
import { StemLevels, type StemLevel } from '../session/stem-levels.js';
import { Accompaniment } from './accompaniment.js';
import { imputeLoop } from './impute-loop.js';
import { INPUT_NAME, LoopRecording } from './loop-recording.js';
import { OutputLead } from './output-lead.js';

export interface AccompanyPerformanceParts extends Omit<LivePerformanceParts, 'nowMs'> {
  /** of the input that has just been opened; it has each block before the performance does */
  readonly timeline: () => InputTimeline;
  /** how late the output device is heard, besides what waits there and in its stream */
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
  readonly #lead: OutputLead;
  readonly #recording: LoopRecording | undefined;
  readonly #levels: StemLevels;
  readonly #stems: readonly string[];
  readonly #steps: number;
  readonly #abort = new AbortController();
  #inference: Inference | undefined;
  #starting: Promise<Inference> | undefined;
  /** where the next block of input begins if nothing is lost; undefined before the first one */
  #nextFrame: number | undefined;
  /** underruns and lost frames of the output so far */
  #mishaps = 0;
  #closing = false;

  /** @throws OperationalError as {@link Live.start} does; nothing is left open then */
  static async open(
    request: LiveRequest,
    mode: AccompanyMode,
    parts: AccompanyPerformanceParts,
  ): Promise<AccompanyPerformance> {
    const opened: (() => unknown)[] = [];
    try {
      const inference = await parts.startInference();
      opened.push(() => inference.close());
      check(request, mode, inference);
      const host = await openLiveHost(request, inference.card.stems.length, parts);
      opened.push(() => host.close());
      const { channels } = request;
      const names = [mode.plays ?? INPUT_NAME, ...mode.generate];
      const files = await openRecording(request, names, parts.tell);
      const recording =
        files && new LoopRecording(files, stemIndices(inference.card, mode.generate), channels);
      return new AccompanyPerformance(request, mode, parts, { inference, host, recording });
    } catch (error) {
      for (const close of opened.reverse()) await close();
      throw error;
    }
  }

  private constructor(
    request: LiveRequest,
    mode: AccompanyMode,
    parts: AccompanyPerformanceParts,
    {
      inference,
      host,
      recording,
    }: {
      readonly inference: Inference;
      readonly host: AudioHost;
      readonly recording: LoopRecording | undefined;
    },
  ) {
    const { card } = inference;
    const { rateHz, channels, layout } = request;
    this.#request = request;
    this.#mode = mode;
    this.#parts = parts;
    this.#host = host;
    this.#inference = inference;
    this.#recording = recording;
    this.#stems = card.stems;
    this.#steps = samplingPlan(card, 'impute', request.sampling).schedule.steps;
    this.#timeline = parts.timeline();
    this.#levels = new StemLevels(card.stems.length, rateHz);
    this.#follower = new RateFollower({
      rows: outputRows(layout, channels, card.stems.length),
      rateHz,
    });
    this.#lead = new OutputLead(rateHz);
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
    parts.tell({ type: 'hold', held: mode.hold });
  }

  status(): LiveStatus {
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

  hold(held: boolean): void {
    this.#accompaniment.hold(held);
    this.#parts.tell({ type: 'hold', held });
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#accompaniment.close();
    this.#abort.abort();
    await this.#host.close();
    const starting = await this.#starting?.catch(() => undefined);
    await (this.#inference ?? starting)?.close();
    await finishRecording(this.#recording, this.#parts.tell);
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
      if (error instanceof OperationalError && error.code === 'inference-failed') {
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
    const sinceFrames = this.#sinceFrames(frames);
    const aheadFrames = this.#ahead(frames, sinceFrames);
    const stems = this.#accompaniment.push(frames, aheadFrames);
    if (this.#recording !== undefined) {
      const { endFrame, lateFrames } = this.#timeline;
      const input = this.#timeline.read(endFrame - frames, endFrame);
      this.#recording.write(input, stems, Math.max(0, aheadFrames + lateFrames));
    }
    if (this.#request.output === undefined) return;
    this.#levels.apply(stems);
    const { underruns, deviceUnderruns, lostOutputFrames } = this.#host.counters();
    // what waits at the device now is not what waited there before it ran dry, or before late frames were dropped
    const mishaps = underruns + deviceUnderruns + lostOutputFrames;
    if (mishaps !== this.#mishaps) this.#relearn();
    this.#mishaps = mishaps;
    const output = liveOutput(this.#request.layout, stems);
    // what was late at the input waits so much less at the output: the sum is what is constant
    const waitingFrames = this.#host.outputQueuedFrames + sinceFrames - frames;
    this.#host.write(this.#follower.follow(output, waitingFrames));
  }

  /** From when a frame came in until what is put out beside it is heard; the follower looks a little ahead. */
  #ahead(frames: number, sinceFrames: number): number {
    const { rateHz } = this.#request;
    const lead = this.#lead.observe({
      frames,
      sinceFrames,
      waitingFrames: this.#host.outputQueuedFrames + this.#host.outputHeldFrames,
    });
    return lead + HALF_FRAMES + Math.round((this.#parts.outputOffsetMs * rateHz) / 1000);
  }

  /** From when the first of the newest frames came in until now. */
  #sinceFrames(frames: number): number {
    const { endFrame } = this.#timeline;
    const sinceMs = this.#timeline.nowMs() - this.#timeline.cameInMs(endFrame - frames);
    return (sinceMs * this.#request.rateHz) / 1000;
  }

  #relearn(): void {
    this.#follower.relearn();
    this.#lead.relearn();
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

/** @throws OperationalError `bad-argument`, `unsupported-task` */
function check({ sampling }: LiveRequest, mode: AccompanyMode, { card }: Inference) {
  stemIndices(card, mode.generate);
  samplingPlan(card, 'impute', sampling);
  if (mode.plays === undefined) {
    mixturePlan(card, sampling);
    return;
  }
  stemIndices(card, [mode.plays]);
  if (mode.generate.includes(mode.plays)) {
    throw new OperationalError(
      'bad-argument',
      `The stem "${mode.plays}" is both played and to be generated.`,
    );
  }
}
