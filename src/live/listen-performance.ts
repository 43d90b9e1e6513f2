/**
 * Listen performance: an input that is open and nothing else, so that it can be captured at no cost.
 */
import type { AudioHost } from '../audio/host/audio-host.js';
import { UNITY_LEVEL } from './session/stem-levels.js';
import { deviceNews } from './device-news.js';
import type { LivePerformanceParts } from './live-performance.js';
import type { LiveLatency, LiveStatus, LiveRequest } from './live.js';

type ListenParts = Pick<LivePerformanceParts, 'startHost' | 'log' | 'tell'> & {
  /** whose levels are shown */
  readonly stems: readonly string[];
};

export class ListenPerformance {
  readonly #request: LiveRequest;
  readonly #parts: ListenParts;
  readonly #host: AudioHost;

  /** @throws OperationalError as the audio host does */
  static async open(request: LiveRequest, parts: ListenParts): Promise<ListenPerformance> {
    const { input, rateHz, channels } = request;
    const host = await parts.startHost({
      input: { device: input, rateHz, channels },
      onNativeLine: (stream, line) => {
        parts.log.debug({ stream }, line);
      },
    });
    return new ListenPerformance(request, parts, host);
  }

  private constructor(request: LiveRequest, parts: ListenParts, host: AudioHost) {
    this.#request = request;
    this.#parts = parts;
    this.#host = host;
    host.onEvent((event) => {
      parts.tell(deviceNews(event));
    });
    const { rateHz, channels } = request;
    parts.tell({ type: 'started', rateHz, channels, ...NOTHING_SEPARATED });
  }

  status(): LiveStatus {
    const { rateHz, channels } = this.#request;
    const devices = this.#host.counters();
    return {
      rateHz,
      channels,
      ...NOTHING_SEPARATED,
      latency: NOTHING_DELAYED,
      frames: devices.inputFrames,
      load: 0,
      overrun: false,
      overruns: 0,
      passedThroughFrames: 0,
      levels: Object.fromEntries(this.#parts.stems.map((stem) => [stem, UNITY_LEVEL])),
      xruns: devices.inputGaps,
      devices,
    };
  }

  /** There is nothing that a level could change. */
  setLevel(): void {
    // the stage keeps levels for sessions to come
  }

  async close(): Promise<void> {
    await this.#host.close();
  }
}

/** What comes in goes nowhere, or comes back on the bar: there is no way through whose delay could be told. */
export const NOTHING_DELAYED: LiveLatency = { sessionFrames: 0, waitingFrames: 0, streamFrames: 0 };

/** nothing is delayed either */
export const NOTHING_SEPARATED = {
  latencyFrames: 0,
  steps: 0,
  windowSeconds: 0,
  hopSeconds: 0,
  lookAheadSeconds: 0,
} as const;
