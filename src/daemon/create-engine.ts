/**
 * Create engine: puts the rooms together that control surfaces reach: one model with its queue of jobs, a live session beside
 * it, the capture of its input, and the transport.
 */
import { startAudioHost } from '../audio/host/audio-host.js';
import { CaptureKeeper } from '../capture/capture.js';
import { createTransport } from '../capture/transport.js';
import type { Engine, EngineStatus } from '../control/api/engine.js';
import { JobQueue, type JobQueueOptions } from '../jobs/job-queue.js';
import { ModelSlot, type ModelSlotOptions } from '../jobs/model-slot.js';
import { LivePerformance } from '../live/live-performance.js';
import { LiveStage, type LiveStageOptions } from '../live/live-stage.js';
import { openLiveThread } from '../live/thread/live-thread.js';
import { startInference } from '../model/inference-handle.js';
import { findModel, listModels } from '../model/model-library.js';
import type { ProviderPreference } from '../model/provider.js';
import { OperationalError } from '../operational-error.js';

export interface EngineOptions extends JobQueueOptions {
  /** where models are looked for, the first that has the name wins */
  readonly modelFolders: readonly string[];
  /** the model to begin with */
  readonly model: string;
  readonly provider: ProviderPreference;
  /** threads of the network on the CPU; undefined: as onnxruntime chooses */
  readonly threads?: number | undefined;
  /** how a model's worker is started @default startInference with the provider and threads above */
  readonly startModel?: ModelSlotOptions['startModel'];
  /** how sound devices are opened @default startAudioHost */
  readonly startHost?: LiveStageOptions['startHost'];
  /** how much of the live input is kept @default 300 */
  readonly captureSeconds?: number;
  /** how late sound is in the live input @default 0 */
  readonly captureOffsetMs?: number;
  /** how late an output is heard, besides what waits there @default 0 */
  readonly outputOffsetMs?: number;
  /** a monotonic clock, the one that times MIDI messages @default performance.now */
  readonly nowMs?: () => number;
}

const CAPTURE_SECONDS = 300;

/**
 * Loads nothing yet: the first job does.
 * @throws OperationalError `model-missing`, `model-invalid` for the model to begin with
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { provider, threads, modelFolders, log, nowMs = () => performance.now() } = options;
  const startModel =
    options.startModel ?? ((model) => startInference({ model, provider, threads }));
  const slot = await ModelSlot.open(options.model, { modelFolders, startModel, log });
  const jobs = new JobQueue(slot, options);
  const transport = createTransport(nowMs);
  const capture = new CaptureKeeper({
    transport,
    nowMs,
    limitSeconds: options.captureSeconds ?? CAPTURE_SECONDS,
    offsetMs: options.captureOffsetMs ?? 0,
  });
  const startAnother = () => slot.startAnother();
  const startHost = capture.listeningTo(options.startHost ?? startAudioHost);
  const live = new LiveStage({
    startInference: startAnother,
    stems: () => slot.card.stems,
    log,
    startHost,
    startSeparating: (request, parts) => {
      // another thread cannot be handed devices or a model by a function
      if (options.startHost !== undefined || options.startModel !== undefined) {
        const inline = { ...parts, startInference: startAnother, startHost, nowMs };
        return LivePerformance.open(request, inline);
      }
      return openLiveThread(request, {
        ...parts,
        inference: { folder: slot.folder, provider, threads },
        keepInput: (rateHz, channels) => capture.keeping(rateHz, channels),
      });
    },
    timeline: () => capture.timeline(),
    outputOffsetMs: options.outputOffsetMs ?? 0,
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
      list: () => listModels(modelFolders),
      card: async (name) =>
        name === undefined ? slot.card : (await findModel(name, modelFolders)).card,
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
