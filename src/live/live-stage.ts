/**
 * Live stage: holds one live performance at a time, and the levels that outlive it. What the engine shows as {@link Live}.
 */
import type { AudioHost, AudioHostOptions } from '../audio/host/audio-host.js';
import type { Inference } from '../model/inference.js';
import { OperationalError } from '../operational-error.js';
import { Listeners, type Listener } from '../listeners.js';
import type { LogPort } from '../log-port.js';
import type { Live, LiveEvent, LiveMeters, LiveStatus, LiveRequest } from './live.js';
import { AccompanyPerformance } from './accompany/accompany-performance.js';
import type { InputTimeline } from '../capture/input-timeline.js';
import { ListenPerformance } from './listen-performance.js';
import type { LiveThreadParts } from './thread/live-thread.js';
import { GAIN_RANGE_DB, UNITY_LEVEL, type StemLevel } from './session/stem-levels.js';

export interface LiveStageOptions {
  /** a worker of its own for the model that is chosen now */
  readonly startInference: () => Promise<Inference>;
  /** stems of that model */
  readonly stems: () => readonly string[];
  readonly log: LogPort;
  readonly startHost: (options: AudioHostOptions) => Promise<AudioHost>;
  /** begins to separate the input, on a thread of its own or on this one */
  readonly startSeparating: (
    request: LiveRequest,
    parts: Pick<LiveThreadParts, 'log' | 'tell' | 'onFailure'>,
  ) => Promise<Performance>;
  /** of the input that was opened last */
  readonly timeline: () => InputTimeline;
  /** how late what is written to an output is heard, besides what waits there */
  readonly outputOffsetMs: number;
}

/** A session with its devices, as the stage talks to it. */
export interface Performance {
  status(): LiveStatus;
  setLevel(stem: string, change: Partial<StemLevel>): void;
  /** absent where there are no takes */
  hold?(held: boolean): void;
  close(): Promise<void>;
}

export class LiveStage implements Live {
  readonly #options: LiveStageOptions;
  readonly #listeners: Listeners<LiveEvent>;
  readonly #meterListeners = new Set<Listener<LiveMeters>>();
  readonly #levels = new Map<string, StemLevel>();
  #performance: Performance | undefined;
  /** what goes on with it, one thing after the other */
  #change: Promise<unknown> = Promise.resolve();
  #isBusy = false;
  #closed = false;

  constructor(options: LiveStageOptions) {
    this.#options = options;
    this.#listeners = new Listeners(options.log);
  }

  async start(request: LiveRequest): Promise<LiveStatus> {
    if (this.#isBusy || this.#performance !== undefined) {
      throw new OperationalError(
        'live-running',
        'A live session is running already. Stop it before another is started.',
      );
    }
    if (this.#closed) throw shuttingDown();
    this.#isBusy = true;
    const opening = this.#open(request);
    this.#change = opening.catch(() => undefined);
    try {
      return (await opening).status();
    } finally {
      this.#isBusy = false;
    }
  }

  async stop(): Promise<void> {
    await this.#change;
    const performance = this.#performance;
    if (performance === undefined) throw liveOff();
    this.#performance = undefined;
    this.#change = performance.close();
    await this.#change;
    this.#listeners.tell({ type: 'stopped' });
  }

  setLevel(stem: string, change: Partial<StemLevel>): void {
    const stems = this.#stems();
    if (!stems.includes(stem)) {
      throw new OperationalError(
        'bad-argument',
        `There is no stem "${stem}"; the model has ${stems.join(', ')}.`,
      );
    }
    const { least, most } = GAIN_RANGE_DB;
    const gainDb = change.gainDb ?? 0;
    if (!(gainDb >= least && gainDb <= most)) {
      throw new OperationalError(
        'bad-argument',
        `Expected a gain from ${least} to ${most} dB, got ${gainDb}.`,
      );
    }
    this.#levels.set(stem, { ...this.#levelOf(stem), ...change });
    // a running session tells the levels itself
    if (this.#performance === undefined) {
      this.#listeners.tell({ type: 'levels', levels: this.levels() });
    } else this.#performance.setLevel(stem, change);
  }

  setHold(held: boolean): void {
    const performance = this.#performance;
    if (performance === undefined) throw liveOff();
    if (performance.hold === undefined) {
      throw new OperationalError(
        'bad-argument',
        'Only an accompaniment has takes to hold; start one with mode accompany.',
      );
    }
    performance.hold(held);
  }

  levels(): Readonly<Record<string, StemLevel>> {
    return Object.fromEntries(this.#stems().map((stem) => [stem, this.#levelOf(stem)]));
  }

  status(): LiveStatus | undefined {
    return this.#performance?.status();
  }

  subscribe(listener: Listener<LiveEvent>): () => void {
    return this.#listeners.add(listener);
  }

  subscribeMeters(listener: Listener<LiveMeters>): () => void {
    this.#meterListeners.add(listener);
    return () => {
      this.#meterListeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#change;
    if (this.#performance !== undefined) await this.stop();
  }

  async #open(request: LiveRequest): Promise<Performance> {
    const performance = await openPerformance(request, {
      ...this.#options,
      stems: this.#options.stems(),
      tell: (news) => {
        this.#listeners.tell(news);
      },
      onFailure: (failure) => {
        this.#fail(failure);
      },
    });
    if (this.#closed) {
      await performance.close();
      throw shuttingDown();
    }
    this.#performance = performance;
    for (const stem of this.#stems()) {
      const level = this.#levels.get(stem);
      if (level !== undefined) performance.setLevel(stem, level);
    }
    return performance;
  }

  /** Of the session while there is one: another model may have been chosen since it began. */
  #stems(): readonly string[] {
    const session = this.#performance?.status();
    return session === undefined ? this.#options.stems() : Object.keys(session.levels);
  }

  #levelOf(stem: string): StemLevel {
    return this.#levels.get(stem) ?? UNITY_LEVEL;
  }

  #fail(failure: Error): void {
    this.#options.log.error({ err: failure }, 'the live session has ended by a defect');
    this.#performance = undefined;
    this.#listeners.tell({ type: 'stopped' });
  }
}

function openPerformance(
  request: LiveRequest,
  parts: Parameters<typeof ListenPerformance.open>[1] &
    Parameters<typeof AccompanyPerformance.open>[2] &
    Parameters<LiveStageOptions['startSeparating']>[1] &
    Pick<LiveStageOptions, 'startSeparating'>,
): Promise<Performance> {
  const { mode = { kind: 'separate' } } = request;
  switch (mode.kind) {
    case 'separate':
      return parts.startSeparating(request, parts);
    case 'listen':
      return ListenPerformance.open(request, parts);
    case 'accompany':
      return AccompanyPerformance.open(request, mode, parts);
  }
}

function liveOff(): OperationalError {
  return new OperationalError('live-off', 'No live session is running. Start one first.');
}

function shuttingDown(): OperationalError {
  return new OperationalError('shutting-down', 'Stemwright is stopping and starts nothing new.');
}
