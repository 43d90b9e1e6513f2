/**
 * Live runtime: where a live session runs. In the daemon on a thread of its own, so that sound waits for no client; inline, on
 * the caller's thread, with devices and a model that can be handed over as functions, which no other thread could be given.
 */
import type { AudioHost, AudioHostOptions } from '../audio/host/audio-host.js';
import type { CaptureKeeper } from '../capture/capture.js';
import { feedTimeline } from '../capture/timeline-feed.js';
import type { Transport } from '../capture/transport.js';
import type { ModelSlot } from '../jobs/model-slot.js';
import { openMode } from '../live/modes/open-mode.js';
import type { LiveRuntime } from '../live/modes/running-mode.js';
import { openLiveThread } from '../live/thread/live-thread.js';
import type { LogPort } from '../log-port.js';
import type { ProviderPreference } from '../model/provider.js';

export interface LiveRuntimeParts {
  readonly slot: ModelSlot;
  readonly capture: CaptureKeeper;
  readonly outputOffsetMs: number;
  readonly log: LogPort;
  /** the clock of capture and transport */
  readonly nowMs: () => number;
}

export function inlineLive(
  parts: LiveRuntimeParts & {
    readonly startHost: (options: AudioHostOptions) => Promise<AudioHost>;
  },
): LiveRuntime {
  const { slot, capture, outputOffsetMs, log, nowMs } = parts;
  const startHost = capture.listeningTo(parts.startHost);
  return (request, { emit, onMeters, signal }) =>
    openMode(request, {
      startInference: () => slot.startAnother(),
      startHost,
      stems: slot.card.stems,
      log,
      emit,
      onMeters,
      nowMs,
      timeline: () => capture.timeline(),
      outputOffsetMs,
      signal,
    });
}

export function threadedLive(
  parts: LiveRuntimeParts & {
    readonly transport: Transport;
    /** how much of the input is kept */
    readonly captureSeconds: number;
    readonly provider: ProviderPreference;
    readonly threads: number | undefined;
  },
): LiveRuntime {
  const { slot, capture, outputOffsetMs, log, nowMs, transport, captureSeconds } = parts;
  const { provider, threads } = parts;
  return (request, listeners) =>
    openLiveThread(request, {
      ...listeners,
      inference: { folder: slot.folder, provider, threads },
      stems: slot.card.stems,
      log,
      keepInput: (rateHz, channels) => capture.keeping(rateHz, channels),
      timelineSeconds: captureSeconds,
      feedTimeline: (send) => feedTimeline({ transport, capture, nowMs }, send),
      outputOffsetMs,
    });
}
