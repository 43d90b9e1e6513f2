/**
 * An engine that does nothing but write down what it is told; tests say what it answers and which events it tells.
 */
import { PLAN_FALLBACKS } from '../../src/sampling/knobs.js';
import type { Capture, CaptureStatus, Cut } from '../../src/capture/capture.js';
import type { CaptureSpan } from '../../src/capture/capture-span.js';
import type { Engine, EngineStatus } from '../../src/control/api/engine.js';
import type { JobCommand, JobOrigin } from '../../src/jobs/job-command.js';
import type { JobEvent } from '../../src/jobs/job-event.js';
import type { JobSummary } from '../../src/jobs/jobs.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { createTransport } from '../../src/capture/transport.js';
import type { ModelEntry } from '../../src/model/model-library.js';
import { OperationalError } from '../../src/operational-error.js';
import { createRecordingLive, type RecordingLive } from './recording-live.js';

type EventOf<Event> = Event extends unknown ? Omit<Event, 'jobId' | 'origin'> : never;

export interface RecordingEngine extends Engine {
  readonly live: RecordingLive;
  readonly capture: RecordingCapture;
  readonly submitted: { readonly command: JobCommand; readonly origin: JobOrigin }[];
  readonly cancelled: string[];
  readonly moved: { readonly jobId: string; readonly place: number }[];
  /** what jobs there are */
  summaries: readonly JobSummary[];
  readonly loaded: string[];
  /** if set, submit throws it */
  refusal: Error | undefined;
  entries: readonly ModelEntry[];
  state: EngineStatus;
  /** Tells an event of a job that was submitted, or, with an origin, of one that came another way. */
  tell(jobId: string, event: EventOf<JobEvent>, origin?: JobOrigin): void;
}

/** A capture that writes down what it is asked for, and gives one frame more of a rising line each time. */
export interface RecordingCapture extends Capture {
  readonly spans: CaptureSpan[];
  /** what status says */
  state: CaptureStatus;
  marks: number;
  /** what was set last */
  offsetMs: number | undefined;
  /** if set, cut throws it */
  refusal: Error | undefined;
}

export const CAPTURE_RATE_HZ = 44_100;

function createRecordingCapture(): RecordingCapture {
  const capture: RecordingCapture = {
    spans: [],
    state: { seconds: 0, limitSeconds: 300, markSecondsAgo: undefined, barSecondsAgo: [] },
    status: () => capture.state,
    marks: 0,
    offsetMs: undefined,
    refusal: undefined,
    mark: () => {
      capture.marks++;
    },
    setOffset: (offsetMs) => {
      capture.offsetMs = offsetMs;
    },
    cut: (span): Promise<Cut> => {
      capture.spans.push(span);
      if (capture.refusal !== undefined) return Promise.reject(capture.refusal);
      const read = (start: number, end: number) => [
        Float32Array.from({ length: end - start }, (_, n) => (start + n) / 1024),
      ];
      const frames = capture.spans.length;
      return Promise.resolve({ rateHz: CAPTURE_RATE_HZ, channels: 1, frames, read });
    },
  };
  return capture;
}

export function createRecordingEngine(): RecordingEngine {
  const listeners = new Set<(event: JobEvent) => void>();
  const origins = new Map<string, JobOrigin>();
  const engine: RecordingEngine = {
    transport: createTransport(() => 0),
    live: createRecordingLive(['bass', 'drums']),
    capture: createRecordingCapture(),
    submitted: [],
    cancelled: [],
    moved: [],
    summaries: [],
    loaded: [],
    refusal: undefined,
    entries: [modelEntry('tiny', ['bass', 'drums'])],
    state: {
      state: 'idle',
      model: 'tiny',
      provider: 'none',
      rateHz: 22_050,
      queued: 0,
      realTimeFactor: undefined,
    },
    status: () => engine.state,
    jobs: {
      submit(command, origin) {
        if (engine.refusal !== undefined) throw engine.refusal;
        engine.submitted.push({ command, origin });
        const jobId = `job-${engine.submitted.length}`;
        origins.set(jobId, origin);
        // as the real one may: before the caller knows the job's id
        engine.tell(jobId, { kind: 'queued', place: 0 });
        return jobId;
      },
      cancel(jobId) {
        if (!origins.has(jobId))
          throw new OperationalError('job-unknown', `There is no job ${jobId}.`);
        engine.cancelled.push(jobId);
      },
      list: () => engine.summaries,
      move(jobId, place) {
        engine.moved.push({ jobId, place });
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    models: {
      list: () => Promise.resolve(engine.entries),
      card(name = engine.state.model) {
        const found = engine.entries.find((entry) => entry.valid && entry.name === name);
        if (found?.valid === true) return Promise.resolve(found.card);
        const missing = new OperationalError('model-missing', `There is no model ${name}.`);
        return Promise.reject(missing);
      },
      mustDo: () => undefined,
      load(name) {
        engine.loaded.push(name);
        return Promise.resolve();
      },
    },
    close: () => Promise.resolve(),
    tell(jobId, event, origin = origins.get(jobId)) {
      if (origin === undefined) throw new Error(`no origin for ${jobId}`);
      for (const listener of listeners) listener({ ...event, jobId, origin });
    },
  };
  return engine;
}

export function modelEntry(name: string, stems: readonly string[]): ModelEntry {
  return {
    valid: true,
    name,
    folder: `/models/${name}`,
    graphBytes: 1,
    card: {
      kind: 'denoiser',
      name,
      version: '1.0.0',
      licence: 'MIT',
      sampleRateHz: 22_050,
      stems,
      chunkFrames: { trained: 1024, min: 1024, multipleOf: 1024 },
      sigma: { data: 0.1, min: 0.01, max: 80 },
      frontEnd: 'none',
      conditioning: 'masked',
      tasks: ['separate', 'impute', 'generate'],
      files: { 'model.onnx': '0'.repeat(64) },
    },
  };
}

/** The facts of a finished job; replies use the two times. */
export function manifestOf(seconds: number, realTimeFactor: number): Manifest {
  return {
    stemwright: '0.0.0',
    task: 'separate',
    inputs: [],
    decoders: [],
    inputSha256: null,
    from: null,
    to: null,
    continuedSeconds: null,
    model: { name: 'tiny', version: '1.0.0', sha256: '0'.repeat(64) },
    provider: 'cpu',
    seed: 0,
    steps: 1,
    solver: 'euler',
    posterior: 'consistent',
    resamplings: 1,
    views: 1,
    plan: {
      ...PLAN_FALLBACKS,
      schedule: { kind: 'karras', rho: 7, sigmaMin: 1e-4, sigmaMax: 1, steps: 1 },
      solver: { kind: 'euler', churn: 0 },
      posterior: { kind: 'consistent' },
      seed: 0,
    },
    separator: null,
    comparedWith: null,
    rateHz: 44_100,
    channels: 2,
    frames: 1,
    encoding: 'float32',
    format: 'wav',
    stems: {},
    files: {},
    sumErrorDbfs: -200,
    peak: {},
    clippedSamples: {},
    warnings: [],
    truncated: false,
    seconds,
    realTimeFactor,
    chunks: 1,
    evaluations: 1,
    sessionSeconds: 0,
  };
}
