/**
 * Separate mode: a session that separates its input, with its devices, its own inference worker and, if asked, a recording.
 *
 *   input device -> session -> rate follower -> output device
 *                      \-> recording
 *
 * Input frames that are known to be lost are played as silence, so the delay stays what it is. Jobs run on a worker of
 * their own beside it. When the worker fails, another is started, and tried again until one does; the mixture passes through
 * meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { AudioHost, AudioHostEvent, InputBlock } from '../../../audio/host/audio-host.js';
import type { Inference } from '../../../model/inference.js';
import { separatesInOneStep } from '../../../model/one-step-separation.js';
import { throwIfCancelled } from '../../../operational-error.js';
import { createPlanarBlock, type PlanarBlock } from '../../../signal/planar-block.js';
import { stemIndex } from '../../../signal/units.js';
import { samplingPlan } from '../../../sampling/sampling-settings.js';
import { untilAborted } from '../../../until-aborted.js';
import { measureCost } from '../../session/compute-probe.js';
import { InputLateness } from '../../session/input-lateness.js';
import type { LiveEvent, LiveLatency, LiveRequest, LiveStatus } from '../../live.js';
import { deviceEvent, waitingFor } from '../../output/device-event.js';
import { FollowedOutput } from '../../output/followed-output.js';
import { openLiveHost, PREFILL_SECONDS } from '../../output/live-host.js';
import { finishRecording, openRecording, type LiveRecording } from '../../output/live-recording.js';
import { SessionMeters } from '../../output/session-meters.js';
import { LiveSession } from '../../session/live-session.js';
import { chooseLiveGeometry } from '../../session/live-sizes.js';
import { rehearse } from '../../session/rehearsal.js';
import type { StemLevel } from '../../session/stem-levels.js';
import { openInference } from '../open-inference.js';
import type { ModeParts, RunningMode } from '../running-mode.js';

type SeparateParts = Pick<
  ModeParts,
  'startInference' | 'startHost' | 'log' | 'emit' | 'onMeters' | 'nowMs' | 'signal'
>;

/** Windows of this length are probed: the longest that live-sizes uses, or the model's own where that is shorter. */
const PROBE_SECONDS = 1.5;
/** Silence for lost frames is made in blocks, and not without end: a device that lost more was as good as away. */
const SILENCE_BLOCK_FRAMES = 4096;
const MOST_SILENCE_SECONDS = 10;
const NEW_WORKER_AFTER_MS = 500;
/** A worker that does not start may do so when others have ended. */
const NEXT_WORKER_AFTER_MS = 2000;
/** A limit that the devices alone exceed is one for the shortest window. */
const LEAST_LIMIT_SECONDS = 0.1;
/** Blocks that came in while this thread rehearsed are read and let go: a session that begins with them begins late. */
const BACKLOG_MS = 100;

const monotonicSeconds = (): number => performance.now() / 1000;

export class SeparateMode implements RunningMode {
  readonly #request: LiveRequest;
  readonly #parts: SeparateParts;
  readonly #host: AudioHost;
  readonly #session: LiveSession;
  readonly #output: FollowedOutput;
  readonly #lateness: InputLateness;
  readonly #recording: LiveRecording | undefined;
  readonly #meters: SessionMeters;
  readonly #closed = new AbortController();
  #inference: Inference;
  /** where the next block of input begins if nothing is lost; undefined before the first one */
  #nextFrame: number | undefined;
  #newWorker: Promise<void> = Promise.resolve();

  /** @throws OperationalError as {@link Live.start} does; nothing is left open then */
  static async open(request: LiveRequest, parts: SeparateParts): Promise<SeparateMode> {
    const { signal } = parts;
    const opened: (() => unknown)[] = [];
    let running: SeparateMode | undefined;
    const emit = (event: LiveEvent): void => {
      if (running === undefined && signal.aborted) return;
      parts.emit(event);
      if (event.kind === 'inference-failed' && running !== undefined) running.#replaceInference();
    };
    try {
      const inference = await openInference(parts);
      opened.push(() => inference.close());
      const host = await openLiveHost(request, inference.card.stems.length, parts);
      opened.push(() => host.close());
      const lateness = new InputLateness(request.rateHz);
      // from the first block on, long before the session takes any: it is the better the more it has heard
      host.onInput(
        (block) => {
          lateness.note(block, parts.nowMs());
        },
        { overhear: true },
      );
      const session = await untilAborted(openSession(request, inference, host, emit), signal);
      // not before there is something to record: until then a session that is called off leaves nothing
      const recording = await openRecording(request, inference.card.stems, parts.emit);
      opened.push(() => recording?.discard());
      await sleep(BACKLOG_MS);
      throwIfCancelled(signal);
      const open = { host, lateness, session, inference, recording };
      running = new SeparateMode(request, parts, open);
      return running;
    } catch (error) {
      for (const close of opened.reverse()) await close();
      throw error;
    }
  }

  private constructor(
    request: LiveRequest,
    parts: SeparateParts,
    open: {
      readonly host: AudioHost;
      readonly lateness: InputLateness;
      readonly session: LiveSession;
      readonly inference: Inference;
      readonly recording: LiveRecording | undefined;
    },
  ) {
    this.#request = request;
    this.#parts = parts;
    this.#host = open.host;
    this.#session = open.session;
    this.#inference = open.inference;
    this.#recording = open.recording;
    const { stems } = open.inference.card;
    this.#output = new FollowedOutput(open.host, request, stems.length);
    this.#meters = new SessionMeters({
      rateHz: request.rateHz,
      stems: new Map(stems.map((stem, index) => [stemIndex(index), stem])),
      onMeters: parts.onMeters,
    });
    this.#lateness = open.lateness;
    this.#host.onEvent((event) => {
      this.#hear(event);
    });
    this.#host.onInput((block) => {
      this.#receive(block);
    });
  }

  status(): LiveStatus {
    const session = this.#session.status;
    const devices = this.#host.counters();
    const latency: LiveLatency = {
      sessionFrames: session.latencyFrames,
      waitingFrames: Math.round(this.#output.waitingFrames ?? this.#host.outputQueuedFrames),
      streamFrames: this.#host.streamFrames,
    };
    return {
      ...session,
      latencyFrames: latency.sessionFrames + latency.waitingFrames + latency.streamFrames,
      latency,
      xruns: session.overruns + devices.inputGaps + devices.underruns + devices.deviceUnderruns,
      devices,
      waiting: waitingFor(this.#host),
    };
  }

  setLevel(stem: string, change: Partial<StemLevel>): void {
    this.#session.setLevel(stem, change);
  }

  setMetering(isOn: boolean): void {
    this.#meters.setOn(isOn);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#host.close();
    this.#session.close();
    // while the worker ends, for which a process that is told to end may have no time
    const recorded = finishRecording(this.#recording, this.#parts.emit);
    await this.#newWorker;
    await Promise.all([recorded, this.#inference.close()]);
  }

  get #closing(): boolean {
    return this.#closed.signal.aborted;
  }

  #receive({ startFrame, rows }: InputBlock): void {
    if (this.#closing) return;
    const { rateHz, channels } = this.#request;
    let lost = Math.min(
      startFrame - (this.#nextFrame ?? startFrame),
      MOST_SILENCE_SECONDS * rateHz,
    );
    for (; lost > 0; lost -= SILENCE_BLOCK_FRAMES) {
      this.#play(createPlanarBlock(channels, Math.min(lost, SILENCE_BLOCK_FRAMES)));
    }
    this.#nextFrame = startFrame + rows[0]!.length;
    this.#play(rows);
  }

  #play(rows: PlanarBlock): void {
    const { stems, levelled } = this.#session.push(rows);
    this.#recording?.write(stems);
    this.#meters.measure(rows, levelled);
    if (this.#request.output === undefined) return;
    const lateFrames = this.#lateness.framesAt(this.#parts.nowMs());
    const isFoundOut = this.#output.write(levelled, lateFrames);
    if (!isFoundOut) return;
    this.#parts.emit({ kind: 'latency', rateHz: this.#request.rateHz, ...this.status().latency });
  }

  #hear(event: AudioHostEvent): void {
    if (this.#closing) return;
    this.#output.note(event);
    this.#parts.emit(deviceEvent(event));
  }

  #replaceInference(): void {
    if (this.#closing) return;
    this.#newWorker = this.#startAnother().catch((error: unknown) => {
      if (!this.#closing) throw error;
    });
  }

  async #startAnother(): Promise<void> {
    const { signal } = this.#closed;
    await this.#inference.close();
    let waitMs = NEW_WORKER_AFTER_MS;
    for (let isTold = false; ; isTold = true) {
      await sleep(waitMs, undefined, { signal });
      try {
        this.#inference = await openInference({ ...this.#parts, signal });
        break;
      } catch (error) {
        throwIfCancelled(signal);
        const message = error instanceof Error ? error.message : String(error);
        if (!isTold) this.#parts.emit({ kind: 'inference-failed', message });
        waitMs = NEXT_WORKER_AFTER_MS;
      }
    }
    this.#session.continueWith(this.#inference);
  }
}

async function openSession(
  request: LiveRequest,
  inference: Inference,
  host: AudioHost,
  emit: (event: LiveEvent) => void,
): Promise<LiveSession> {
  const { rateHz, channels, latencyLimitSeconds, sampling } = request;
  const { card } = inference;
  const { multipleOf, min, trained } = card.chunkFrames;
  // more views would take the time that there is for a hop
  const plan = samplingPlan(card, 'separate', { ...sampling, views: 1 });
  const probeFrames = Math.round((PROBE_SECONDS * card.sampleRateHz) / multipleOf) * multipleOf;
  const windowFrames = Math.max(min, Math.min(trained, probeFrames));
  const knowsStems = card.kind === 'denoiser' && !separatesInOneStep(card, plan);
  const cost = await measureCost(inference, {
    plan,
    channels,
    windowFrames,
    knowsStems,
    clock: monotonicSeconds,
  });
  const geometry = chooseLiveGeometry({
    card,
    nativeRateHz: rateHz,
    cost,
    knowsStems,
    latencyLimitSeconds: Math.max(
      LEAST_LIMIT_SECONDS,
      latencyLimitSeconds - besides(request, host),
    ),
  });
  if (min === trained) {
    const chunkSeconds = trained / card.sampleRateHz;
    const latencySeconds = geometry.latencyFrames / rateHz + besides(request, host);
    emit({ kind: 'starting', model: card.name, chunkSeconds, latencySeconds });
  }
  const passThroughStem = passThroughStemOf(card.stems);
  const clock = monotonicSeconds;
  const parts = {
    inference,
    plan,
    rateHz,
    channels,
    geometry,
    cost,
    passThroughStem,
    clock,
  };
  await rehearse(parts);
  return LiveSession.open({ ...parts, onEvent: emit });
}

/** Seconds of latency that the devices add to a session's. */
function besides({ output, rateHz }: LiveRequest, { streamFrames }: AudioHost): number {
  return streamFrames / rateHz + (output === undefined ? 0 : PREFILL_SECONDS);
}

/** The stem that listeners miss least in the others while all is in it. */
function passThroughStemOf(stems: readonly string[]): string {
  return stems.includes('piano') ? 'piano' : stems.at(-1)!;
}
