/**
 * Accompany mode: an accompaniment with its devices and its own inference worker.
 *
 *   input device -> capture -> accompaniment -> levels -> rate follower -> output device
 *                      \--------------\-> recording
 *
 * Its stems are put out so much ahead of the input as they are heard later (output-lead), so that they are heard on the bar. What
 * a device holds back beyond what can be found out is `outputOffsetMs`. What is played in is not played out: the player hears it.
 */
import type { AudioHost, AudioHostEvent, InputBlock } from '../../../audio/host/audio-host.js';
import type { Inference } from '../../../model/inference.js';
import { HALF_FRAMES } from '../../../signal/fractional-interpolator.js';
import type { InputTimeline } from '../../../capture/input-timeline.js';
import { mixturePlan } from '../../../clips/mixture-stems.js';
import { stepsOf } from '../../../sampler/sampling-plan.js';
import { samplingPlan } from '../../../sampling/sampling-settings.js';
import { generatedStemIndices, stemIndices } from '../../../model/stem-names.js';
import { OperationalError } from '../../../operational-error.js';
import type { AccompanySettings, LiveRequest, LiveStatus } from '../../live.js';
import { deviceEvent, waitingFor } from '../../output/device-event.js';
import { FollowedOutput } from '../../output/followed-output.js';
import { openLiveHost } from '../../output/live-host.js';
import { finishRecording, openRecording } from '../../output/live-recording.js';
import { NOTHING_DELAYED, NOTHING_SEPARATED } from '../../output/nothing-separated.js';
import { SessionMeters } from '../../output/session-meters.js';
import { StemLevels, type StemLevel } from '../../session/stem-levels.js';
import { openInference } from '../open-inference.js';
import type { ModeParts, RunningMode } from '../running-mode.js';
import { Accompaniment } from './accompaniment.js';
import { imputeLoop } from './impute-loop.js';
import { INPUT_NAME, LoopRecording } from './loop-recording.js';
import { OutputLead } from './output-lead.js';

type AccompanyParts = Omit<ModeParts, 'stems' | 'nowMs'>;

/** A device that lost more was as good as away. */
const MOST_SECONDS = 10;

export class AccompanyMode implements RunningMode {
  readonly #request: LiveRequest;
  readonly #mode: AccompanySettings;
  readonly #parts: AccompanyParts;
  readonly #host: AudioHost;
  readonly #accompaniment: Accompaniment;
  readonly #timeline: InputTimeline;
  readonly #output: FollowedOutput;
  readonly #lead: OutputLead;
  readonly #recording: LoopRecording | undefined;
  readonly #levels: StemLevels;
  readonly #meters: SessionMeters;
  readonly #stems: readonly string[];
  readonly #steps: number;
  readonly #abort = new AbortController();
  #inference: Inference | undefined;
  #starting: Promise<Inference> | undefined;
  /** where the next block of input begins if nothing is lost; undefined before the first one */
  #nextFrame: number | undefined;
  #closing = false;

  /** @throws OperationalError as {@link Live.start} does; nothing is left open then */
  static async open(
    request: LiveRequest,
    mode: AccompanySettings,
    parts: AccompanyParts,
  ): Promise<AccompanyMode> {
    const opened: (() => unknown)[] = [];
    try {
      const inference = await openInference(parts);
      opened.push(() => inference.close());
      check(request, mode, inference);
      const host = await openLiveHost(request, inference.card.stems.length, parts);
      opened.push(() => host.close());
      const { channels } = request;
      const names = [mode.plays ?? INPUT_NAME, ...mode.generate];
      const files = await openRecording(request, names, parts.emit);
      const recording =
        files && new LoopRecording(files, stemIndices(inference.card, mode.generate), channels);
      return new AccompanyMode(request, mode, parts, { inference, host, recording });
    } catch (error) {
      for (const close of opened.reverse()) await close();
      throw error;
    }
  }

  private constructor(
    request: LiveRequest,
    mode: AccompanySettings,
    parts: AccompanyParts,
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
    const { rateHz, channels } = request;
    const generate = stemIndices(card, mode.generate);
    this.#request = request;
    this.#mode = mode;
    this.#parts = parts;
    this.#host = host;
    this.#inference = inference;
    this.#recording = recording;
    this.#stems = card.stems;
    this.#steps = stepsOf(samplingPlan(card, 'impute', request.sampling));
    this.#timeline = parts.timeline();
    this.#levels = new StemLevels(card.stems.length, rateHz);
    this.#lead = new OutputLead(rateHz);
    this.#output = new FollowedOutput(host, request, card.stems.length, () => {
      this.#lead.relearn();
    });
    this.#meters = new SessionMeters({
      rateHz,
      stems: new Map(generate.map((stem) => [stem, card.stems[stem]!])),
      onMeters: parts.onMeters,
    });
    this.#accompaniment = new Accompaniment({
      timeline: this.#timeline,
      rateHz,
      channels,
      stems: card.stems.length,
      generate,
      bars: mode.bars,
      hold: mode.hold,
      impute: (rows, pass) => this.#impute(rows, pass),
      emit: parts.emit,
    });
    host.onInput((block) => {
      this.#receive(block);
    });
    parts.emit({ kind: 'started', ...this.#figures() });
    parts.emit({ kind: 'hold', held: mode.hold });
    host.onEvent((event) => {
      this.#hear(event);
    });
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
      waiting: waitingFor(this.#host),
    };
  }

  setLevel(stem: string, change: Partial<StemLevel>): void {
    this.#levels.set(this.#stems.indexOf(stem), change);
    this.#parts.emit({ kind: 'levels', levels: this.#levelsByName() });
  }

  hold(held: boolean): void {
    this.#accompaniment.hold(held);
    this.#parts.emit({ kind: 'hold', held });
  }

  setMetering(isOn: boolean): void {
    this.#meters.setOn(isOn);
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#accompaniment.close();
    this.#abort.abort();
    await this.#host.close();
    // while the worker ends, for which a process that is told to end may have no time
    const recorded = finishRecording(this.#recording, this.#parts.emit);
    const starting = await this.#starting?.catch(() => undefined);
    await Promise.all([recorded, (this.#inference ?? starting)?.close()]);
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
    this.#starting = openInference({ ...this.#parts, signal: this.#abort.signal });
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
    this.#levels.apply(stems);
    this.#meters.measure(rows, stems);
    if (this.#request.output === undefined) return;
    this.#output.write(stems, sinceFrames - frames);
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

  #hear(event: AudioHostEvent): void {
    if (this.#closing) return;
    this.#output.note(event);
    this.#parts.emit(deviceEvent(event));
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
function check({ sampling }: LiveRequest, mode: AccompanySettings, { card }: Inference) {
  generatedStemIndices(card, mode.generate);
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
