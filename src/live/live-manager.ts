/**
 * Live manager: holds one session at a time, and the levels and meters that outlive it. What the engine shows as {@link Live}.
 *
 * Where a session runs, and what it does with its input, it does not know: the runtime begins it.
 */
import { OperationalError } from '../operational-error.js';
import { Events, type Listener } from '../events.js';
import type { LogPort } from '../log-port.js';
import type { Live, LiveEvent, LiveMeters, LiveRequest, LiveStatus } from './live.js';
import type { LiveRuntime, RunningMode } from './modes/running-mode.js';
import { GAIN_RANGE_DB, UNITY_LEVEL, type StemLevel } from './session/stem-levels.js';

export interface LiveManagerOptions {
  readonly runtime: LiveRuntime;
  /** stems of the model that is chosen now */
  readonly stems: () => readonly string[];
  readonly log: LogPort;
}

export class LiveManager implements Live {
  readonly #options: LiveManagerOptions;
  readonly #events: Events<LiveEvent>;
  readonly #meters: Events<{ readonly kind: 'meters'; readonly meters: LiveMeters }>;
  #meterSubscriptions = 0;
  readonly #levels = new Map<string, StemLevel>();
  #running: RunningMode | undefined;
  /** what goes on with it, one thing after the other */
  #change: Promise<unknown> = Promise.resolve();
  #isBusy = false;
  #closed = false;

  constructor(options: LiveManagerOptions) {
    this.#options = options;
    this.#events = new Events(options.log);
    this.#meters = new Events(options.log);
  }

  async start(request: LiveRequest): Promise<LiveStatus> {
    if (this.#isBusy || this.#running !== undefined) {
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
    const running = this.#running;
    if (running === undefined) throw liveOff();
    this.#running = undefined;
    this.#change = running.close();
    await this.#change;
    this.#events.emit({ kind: 'stopped' });
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
    // a running session emits the levels itself
    if (this.#running === undefined) {
      this.#events.emit({ kind: 'levels', levels: this.levels() });
    } else this.#running.setLevel(stem, change);
  }

  setHold(held: boolean): void {
    const running = this.#running;
    if (running === undefined) throw liveOff();
    if (running.hold === undefined) {
      throw new OperationalError(
        'bad-argument',
        'Only an accompaniment has takes to hold; start one with mode accompany.',
      );
    }
    running.hold(held);
  }

  levels(): Readonly<Record<string, StemLevel>> {
    return Object.fromEntries(this.#stems().map((stem) => [stem, this.#levelOf(stem)]));
  }

  status(): LiveStatus | undefined {
    return this.#running?.status();
  }

  subscribe(listener: Listener<LiveEvent>): () => void {
    return this.#events.subscribe(listener);
  }

  subscribeMeters(listener: Listener<LiveMeters>): () => void {
    const end = this.#meters.subscribe(({ meters }) => listener(meters));
    let isOver = false;
    if (this.#meterSubscriptions++ === 0) this.#running?.setMetering(true);
    return () => {
      if (isOver) return;
      isOver = true;
      end();
      if (--this.#meterSubscriptions === 0) this.#running?.setMetering(false);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#change;
    if (this.#running !== undefined) await this.stop();
  }

  async #open(request: LiveRequest): Promise<RunningMode> {
    const running = await this.#options.runtime(request, {
      emit: (event) => {
        this.#events.emit(event);
      },
      onMeters: (meters) => {
        this.#meters.emit({ kind: 'meters', meters });
      },
      onFailure: (failure) => {
        this.#fail(failure);
      },
    });
    if (this.#closed) {
      await running.close();
      throw shuttingDown();
    }
    this.#running = running;
    if (this.#meterSubscriptions > 0) running.setMetering(true);
    for (const stem of this.#stems()) {
      const level = this.#levels.get(stem);
      if (level !== undefined) running.setLevel(stem, level);
    }
    return running;
  }

  /** Of the session while there is one: another model may have been chosen since it began. */
  #stems(): readonly string[] {
    const session = this.#running?.status();
    return session === undefined ? this.#options.stems() : Object.keys(session.levels);
  }

  #levelOf(stem: string): StemLevel {
    return this.#levels.get(stem) ?? UNITY_LEVEL;
  }

  #fail(failure: Error): void {
    this.#options.log.error({ err: failure }, 'the live session has ended by a defect');
    this.#running = undefined;
    this.#events.emit({ kind: 'stopped' });
  }
}

function liveOff(): OperationalError {
  return new OperationalError('live-off', 'No live session is running. Start one first.');
}

function shuttingDown(): OperationalError {
  return new OperationalError('shutting-down', 'Stemwright is stopping and starts nothing new.');
}
