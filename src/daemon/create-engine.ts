/**
 * Create engine: puts the rooms together that control surfaces reach: one model with its queue of jobs, a live session beside
 * it, the capture of its input, and the transport.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';

import { startAudioHost, type AudioHost, type AudioHostOptions } from '../audio/host/audio-host.js';
import { CaptureKeeper } from '../capture/capture.js';
import { createTransport } from '../capture/transport.js';
import { DEFAULTS } from '../config/settings.js';
import type { Engine, EngineStatus } from '../control/api/engine.js';
import { JobJournal } from '../jobs/job-journal.js';
import { JobQueue, type JobQueueOptions } from '../jobs/job-queue.js';
import { ModelSlot, type ModelSlotOptions } from '../jobs/model-slot.js';
import { LIVE_TASK } from '../jobs/journal-schema.js';
import { LiveManager, type RecordingJournal } from '../live/live-manager.js';
import { startInference } from '../model/inference-handle.js';
import { openModelLibrary } from '../model/model-library.js';
import type { ProviderPreference } from '../model/provider.js';
import { requireTask } from '../model/require-task.js';
import { OperationalError } from '../operational-error.js';
import { inlineLive, threadedLive } from './live-runtime.js';

export interface EngineOptions extends JobQueueOptions {
  /** where models are looked for, the first that has the name wins */
  readonly modelFolders: readonly string[];
  /** the model to begin with */
  readonly model: string;
  readonly provider: ProviderPreference;
  /** threads of the network on the CPU; undefined: as onnxruntime chooses */
  readonly threads?: number | undefined;
  /** how a model's worker is started @default startInference with the provider and threads above, a separator's for jobs in a process of its own */
  readonly startModel?: ModelSlotOptions['startModel'];
  /** where a live session runs; on its thread it starts its model itself, whatever `startModel` is @default thread */
  readonly liveRuntime?: 'thread' | 'inline';
  /** how an inline session opens sound devices @default startAudioHost */
  readonly startHost?: (options: AudioHostOptions) => Promise<AudioHost>;
  /** how much of the live input is kept @default the setting's */
  readonly captureSeconds?: number;
  /** how late sound is in the live input @default the setting's */
  readonly captureOffsetMs?: number;
  /** how late an output is heard, besides what waits there @default the setting's */
  readonly outputOffsetMs?: number;
  /** a monotonic clock, the one that times MIDI messages @default performance.now */
  readonly nowMs?: () => number;
}

/**
 * Loads nothing yet: the first job does.
 * @throws OperationalError `model-missing`, `model-invalid` for the model to begin with
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { provider, threads, modelFolders, log, nowMs = () => performance.now() } = options;
  const startModel =
    options.startModel ??
    ((model, use) => {
      // graphs of strangers, which may never end
      const place = use === 'jobs' && model.card.kind === 'separator' ? 'process' : 'thread';
      return startInference({ model, provider, threads, place });
    });
  const library = openModelLibrary(modelFolders);
  const slot = await ModelSlot.open(options.model, { library, startModel, log });
  const jobs = new JobQueue(slot, options);
  const transport = createTransport(nowMs);
  const captureSeconds = options.captureSeconds ?? DEFAULTS.captureSeconds;
  const capture = new CaptureKeeper({
    transport,
    nowMs,
    limitSeconds: captureSeconds,
    offsetMs: options.captureOffsetMs ?? DEFAULTS.captureOffsetMs,
  });
  const { liveRuntime = 'thread', outputOffsetMs = DEFAULTS.outputOffsetMs } = options;
  if (liveRuntime === 'thread' && options.startHost !== undefined) {
    throw new Error('createEngine: startHost is for the live runtime inline, got thread');
  }
  const parts = { slot, capture, outputOffsetMs, log, nowMs };
  const live = new LiveManager({
    runtime:
      liveRuntime === 'inline'
        ? inlineLive({ ...parts, startHost: options.startHost ?? startAudioHost })
        : threadedLive({ ...parts, transport, captureSeconds, provider, threads }),
    stems: () => slot.card.stems,
    journal: recordingJournal(options.journalFolder),
    log,
  });

  function state(): EngineStatus['state'] {
    if (jobs.isClosing) return 'closing';
    if (slot.isLoading) return 'loading';
    return jobs.isRunning ? 'running' : 'idle';
  }

  async function close(): Promise<void> {
    await Promise.all([jobs.close(), live.close()]);
    await slot.close();
  }

  let closing: Promise<void> | undefined;
  return {
    transport,
    capture,
    live,
    jobs,
    models: {
      list: () => library.list(),
      card: async (name) => (name === undefined ? slot.card : (await library.find(name)).card),
      mustDo: (task) => {
        requireTask(slot.card, task, slot.models);
      },
      load: async (name) => {
        if (jobs.isClosing) {
          throw new OperationalError(
            'shutting-down',
            'Stemwright is stopping and takes no more jobs.',
          );
        }
        await slot.choose(name);
      },
    },
    status: () => ({
      state: state(),
      model: slot.card.name,
      provider: slot.provider,
      rateHz: slot.card.sampleRateHz,
      queued: jobs.waiting,
      realTimeFactor: jobs.realTimeFactor,
    }),
    close: () => (closing ??= close()),
  };
}

/** Recordings are journalled beside jobs: the next start looks after both. */
function recordingJournal(folder: string): RecordingJournal {
  const journal = new JobJournal(folder);
  return {
    async begin(outputFolder) {
      const id = `live-${randomUUID()}`;
      await journal.begin(id, { kind: LIVE_TASK, outputFolder: path.resolve(outputFolder) });
      return () => journal.end(id);
    },
  };
}
