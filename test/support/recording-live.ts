/**
 * A live session that does nothing but write down what it is told; tests say what it tells.
 */
import type {
  DeviceEvent,
  Live,
  LiveEvent,
  LiveMeters,
  LiveStatus,
  LiveRequest,
} from '../../src/live/live.js';
import { UNITY_LEVEL, type StemLevel } from '../../src/live/session/stem-levels.js';
import { OperationalError } from '../../src/operational-error.js';

export interface RecordingLive extends Live {
  readonly started: LiveRequest[];
  /** in the order in which they were asked for, whether or not they could be done */
  readonly asked: ('start' | 'stop')[];
  readonly holds: boolean[];
  stops: number;
  /** if set, start and setLevel throw it */
  refusal: Error | undefined;
  running: LiveStatus | undefined;
  /** what sessions wait for */
  waiting: readonly DeviceEvent[];
  tell(news: LiveEvent): void;
  meter(meters: LiveMeters): void;
  /** whether anybody listens to meters */
  isMetered(): boolean;
}

export const LIVE_LATENCY_FRAMES = 44_100;

export function createRecordingLive(stems: readonly string[]): RecordingLive {
  const listeners = new Set<(news: LiveEvent) => unknown>();
  const meterListeners = new Set<(meters: LiveMeters) => unknown>();
  const levels: Record<string, StemLevel> = Object.fromEntries(
    stems.map((stem) => [stem, UNITY_LEVEL]),
  );
  const live: RecordingLive = {
    started: [],
    asked: [],
    holds: [],
    stops: 0,
    refusal: undefined,
    running: undefined,
    waiting: [],
    async start(asked) {
      live.asked.push('start');
      if (live.refusal !== undefined) throw live.refusal;
      const request = typeof asked === 'function' ? await asked() : asked;
      live.started.push(request);
      live.running = { ...statusOf(request, levels), waiting: live.waiting };
      return live.running;
    },
    stop() {
      live.asked.push('stop');
      if (live.running === undefined) {
        return Promise.reject(new OperationalError('live-off', 'No live session is running.'));
      }
      live.running = undefined;
      live.stops++;
      return Promise.resolve();
    },
    setLevel(stem, change) {
      if (live.refusal !== undefined) throw live.refusal;
      levels[stem] = { ...(levels[stem] ?? UNITY_LEVEL), ...change };
      live.tell({ kind: 'levels', levels: { ...levels } });
    },
    setHold(held) {
      if (live.refusal !== undefined) throw live.refusal;
      live.holds.push(held);
      live.tell({ kind: 'hold', held });
    },
    held: () => (live.running === undefined ? undefined : live.holds.at(-1)),
    levels: () => ({ ...levels }),
    status: () => live.running,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    subscribeMeters(listener) {
      meterListeners.add(listener);
      return () => void meterListeners.delete(listener);
    },
    close: () => Promise.resolve(),
    tell(news) {
      for (const listener of listeners) listener(news);
    },
    isMetered: () => meterListeners.size > 0,
    meter(meters) {
      for (const listener of meterListeners) listener(meters);
    },
  };
  return live;
}

function statusOf(
  { rateHz, channels }: LiveRequest,
  levels: Readonly<Record<string, StemLevel>>,
): LiveStatus {
  return {
    rateHz,
    channels,
    latencyFrames: LIVE_LATENCY_FRAMES,
    latency: { sessionFrames: LIVE_LATENCY_FRAMES, waitingFrames: 0, streamFrames: 0 },
    frames: 0,
    steps: 1,
    windowSeconds: 1.5,
    load: 0.5,
    overrun: false,
    overruns: 2,
    passedThroughFrames: 0,
    levels,
    xruns: 3,
    waiting: [],
    devices: {
      inputFrames: 0,
      lostInputFrames: 0,
      inputGaps: 0,
      outputFrames: 0,
      lostOutputFrames: 0,
      underruns: 1,
      deviceUnderruns: 0,
      restarts: 0,
    },
  };
}
