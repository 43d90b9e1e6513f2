/**
 * Listen mode: an input that is open and nothing else, so that it can be captured at no cost.
 */
import type { AudioHost } from '../../../audio/host/audio-host.js';
import type { LiveRequest, LiveStatus } from '../../live.js';
import { deviceEvent, waitingFor } from '../../output/device-event.js';
import { NOTHING_DELAYED, NOTHING_SEPARATED } from '../../output/nothing-separated.js';
import { SessionMeters } from '../../output/session-meters.js';
import { UNITY_LEVEL } from '../../session/stem-levels.js';
import type { ModeParts, RunningMode } from '../running-mode.js';

type ListenParts = Pick<ModeParts, 'startHost' | 'log' | 'emit' | 'onMeters' | 'stems' | 'signal'>;

export class ListenMode implements RunningMode {
  readonly #request: LiveRequest;
  readonly #parts: ListenParts;
  readonly #host: AudioHost;
  readonly #meters: SessionMeters;

  /** @throws OperationalError as the audio host does */
  static async open(request: LiveRequest, parts: ListenParts): Promise<ListenMode> {
    const { input, rateHz, channels } = request;
    const host = await parts.startHost({
      input: { device: input, rateHz, channels },
      signal: parts.signal,
      onNativeLine: (stream, line) => {
        parts.log.debug({ stream }, line);
      },
    });
    return new ListenMode(request, parts, host);
  }

  private constructor(request: LiveRequest, parts: ListenParts, host: AudioHost) {
    this.#request = request;
    this.#parts = parts;
    this.#host = host;
    const { rateHz, channels } = request;
    this.#meters = new SessionMeters({ rateHz, stems: new Map(), onMeters: parts.onMeters });
    host.onInput(({ rows }) => {
      this.#meters.measure(rows);
    });
    parts.emit({ kind: 'started', rateHz, channels, ...NOTHING_SEPARATED });
    host.onEvent((event) => {
      parts.emit(deviceEvent(event));
    });
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
      waiting: waitingFor(this.#host),
    };
  }

  /** There is nothing that a level could change. */
  setLevel(): void {
    // the manager keeps levels for sessions to come
  }

  setMetering(isOn: boolean): void {
    this.#meters.setOn(isOn);
  }

  async close(): Promise<void> {
    await this.#host.close();
  }
}
