/**
 * Live manager: holds one session at a time, and the levels and meters that outlive it. What the engine shows as {@link Live}.
 *
 *   off -> starting -> running -> ending -> off;   stopping what starts calls it off
 *
 * Where a session runs, and what it does with its input, it does not know: the runtime begins it. A recording is in the journal
 * from before its first file until its last has its name, so that one that is broken off is found: at once where only its thread
 * has failed, at the next start where the daemon was killed.
 */
import { basename } from 'node:path';

import { keepStemsOf, leftSentence } from '../audio/keep-stems.js';
import { cancelledError, OperationalError, throwIfCancelled } from '../operational-error.js';
import { Events, type Listener } from '../events.js';
import type { LogPort } from '../log-port.js';
import { untilAborted } from '../until-aborted.js';
import type { Live, LiveEvent, LiveMeters, LiveRequest, LiveStatus } from './live.js';
import type { LiveRuntime, RunningMode } from './modes/running-mode.js';
import { GAIN_RANGE_DB, UNITY_LEVEL, type StemLevel } from './session/stem-levels.js';

/** Which recordings are under way, on disk. */
export interface RecordingJournal {
  /** @returns what ends the entry. @throws OperationalError `output-failed` */
  begin(folder: string): Promise<() => Promise<void>>;
}

export interface LiveManagerOptions {
  readonly runtime: LiveRuntime;
  /** stems of the model that is chosen now */
  readonly stems: () => readonly string[];
  readonly journal: RecordingJournal;
  readonly log: LogPort;
}

/** A recording that is in the journal. */
interface Recording {
  readonly folder: string;
  readonly endEntry: () => Promise<void>;
}

interface Session {
  readonly mode: RunningMode;
  readonly recording: Recording | undefined;
}

export class LiveManager implements Live {
  readonly #options: LiveManagerOptions;
  readonly #events: Events<LiveEvent>;
  readonly #meters: Events<{ readonly kind: 'meters'; readonly meters: LiveMeters }>;
  #meterSubscriptions = 0;
  readonly #levels = new Map<string, StemLevel>();
  #starting: { readonly abort: AbortController; readonly settled: Promise<unknown> } | undefined;
  #session: Session | undefined;
  /** whether the accompaniment keeps its take; undefined: there is none */
  #held: boolean | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: LiveManagerOptions) {
    this.#options = options;
    this.#events = new Events(options.log);
    this.#meters = new Events(options.log);
  }

  async start(request: LiveRequest | (() => Promise<LiveRequest>)): Promise<LiveStatus> {
    if (this.#starting !== undefined || this.#session !== undefined) {
      throw new OperationalError(
        'live-running',
        'A live session is running already. Stop it before another is started.',
      );
    }
    if (this.#closed) throw shuttingDown();
    const abort = new AbortController();
    const starting = this.#start(request, abort.signal);
    this.#starting = { abort, settled: starting.catch(() => undefined) };
    try {
      return (await starting).mode.status();
    } catch (error) {
      throw abort.signal.aborted ? this.#calledOff() : error;
    } finally {
      this.#starting = undefined;
    }
  }

  async stop(): Promise<void> {
    if (!(await this.#stop())) throw liveOff();
  }

  /** @returns whether there was anything to stop */
  async #stop(): Promise<boolean> {
    const starting = this.#starting;
    if (starting !== undefined) {
      starting.abort.abort();
      await starting.settled;
    }
    const session = this.#session;
    if (session === undefined) {
      await this.#ending;
      return starting !== undefined;
    }
    this.#session = undefined;
    await this.#end(session, () => session.mode.close());
    return true;
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
    if (this.#session === undefined) {
      this.#events.emit({ kind: 'levels', levels: this.levels() });
    } else this.#session.mode.setLevel(stem, change);
  }

  setHold(held: boolean): void {
    const running = this.#session?.mode;
    if (running === undefined) throw liveOff();
    if (running.hold === undefined) {
      throw new OperationalError(
        'bad-argument',
        'Only an accompaniment has takes to hold; start one with mode accompany.',
      );
    }
    running.hold(held);
  }

  held(): boolean | undefined {
    return this.#session === undefined ? undefined : this.#held;
  }

  levels(): Readonly<Record<string, StemLevel>> {
    return Object.fromEntries(this.#stems().map((stem) => [stem, this.#levelOf(stem)]));
  }

  status(): LiveStatus | undefined {
    return this.#session?.mode.status();
  }

  subscribe(listener: Listener<LiveEvent>): () => void {
    return this.#events.subscribe(listener);
  }

  subscribeMeters(listener: Listener<LiveMeters>): () => void {
    const end = this.#meters.subscribe(({ meters }) => listener(meters));
    let isOver = false;
    if (this.#meterSubscriptions++ === 0) this.#session?.mode.setMetering(true);
    return () => {
      if (isOver) return;
      isOver = true;
      end();
      if (--this.#meterSubscriptions === 0) this.#session?.mode.setMetering(false);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
  }

  async #start(
    asked: LiveRequest | (() => Promise<LiveRequest>),
    signal: AbortSignal,
  ): Promise<Session> {
    // its devices and its recording are another's until then
    await this.#ending;
    const request = typeof asked === 'function' ? await untilAborted(asked(), signal) : asked;
    throwIfCancelled(signal);
    const recording = await this.#inJournal(request);
    this.#held = undefined;
    const said = new Set<LiveEvent['kind']>();
    const emit = (event: LiveEvent): void => {
      said.add(event.kind);
      if (event.kind === 'hold') this.#held = event.held;
      this.#events.emit(event);
    };
    try {
      const mode = await this.#options.runtime(request, {
        emit,
        onMeters: (meters) => {
          this.#meters.emit({ kind: 'meters', meters });
        },
        onFailure: (failure) => {
          this.#fail(failure);
        },
        signal,
      });
      const session = { mode, recording };
      if (!signal.aborted) return this.#begin(session);
      await mode.close();
      throw cancelledError();
    } catch (error) {
      if (recording !== undefined) await this.#putAway(recording);
      if (said.has('started')) emit({ kind: 'stopped' });
      throw error;
    }
  }

  #begin(session: Session): Session {
    this.#session = session;
    if (this.#meterSubscriptions > 0) session.mode.setMetering(true);
    for (const stem of this.#stems()) {
      const level = this.#levels.get(stem);
      if (level !== undefined) session.mode.setLevel(stem, level);
    }
    return session;
  }

  /** Tells the end once nothing of the session is left, whatever closing it says. */
  async #end({ recording }: Session, close: () => Promise<void>): Promise<void> {
    const ending = (async () => {
      try {
        await close();
      } finally {
        if (recording !== undefined) await this.#putAway(recording);
        this.#events.emit({ kind: 'stopped' });
      }
    })();
    this.#ending = ending.catch(() => undefined);
    await ending;
  }

  #fail(failure: Error): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#options.log.error({ err: failure }, 'the live session has ended by a defect');
    this.#session = undefined;
    void this.#end(session, () => Promise.resolve());
  }

  #calledOff(): OperationalError {
    return this.#closed ? shuttingDown() : cancelledError();
  }

  async #inJournal({ recording }: LiveRequest): Promise<Recording | undefined> {
    if (recording === undefined) return undefined;
    const { folder } = recording;
    return { folder, endEntry: await this.#options.journal.begin(folder) };
  }

  /** Nobody writes to it any more: what is still partial was broken off, and becomes whole. What cannot stays in the journal. */
  async #putAway({ folder, endEntry }: Recording): Promise<void> {
    const { kept, left } = await keepStemsOf(process.pid, folder);
    for (const path of kept) {
      this.#events.emit({ kind: 'recorded', stem: basename(path, '.wav'), path });
    }
    if (left.length > 0) {
      this.#events.emit({ kind: 'recording-failed', message: leftSentence(left) });
      return;
    }
    await endEntry().catch((error: unknown) => {
      this.#options.log.warn(
        { err: error },
        'the journal keeps the entry of a recording that is whole',
      );
    });
  }

  /** Of the session while there is one: another model may have been chosen since it began. */
  #stems(): readonly string[] {
    const session = this.#session?.mode.status();
    return session === undefined ? this.#options.stems() : Object.keys(session.levels);
  }

  #levelOf(stem: string): StemLevel {
    return this.#levels.get(stem) ?? UNITY_LEVEL;
  }
}

function liveOff(): OperationalError {
  return new OperationalError('live-off', 'No live session is running. Start one first.');
}

function shuttingDown(): OperationalError {
  return new OperationalError('shutting-down', 'Stemwright is stopping and starts nothing new.');
}
