/**
 * Stream process handle: keeps the process of one stream alive, whatever happens to it, and says what happened.
 *
 * A process that ends, or is silent for {@link SILENT_LIMIT_MS} because it is frozen, is replaced at once; one that does not even
 * start is tried again every {@link LOOK_AGAIN_MS}. So is one whose device is not there, because PortAudio's list of devices is
 * only fresh in a new process. What its native part prints goes to `onLine`, never to this process's outputs. It knows nothing of
 * blocks.
 */
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

import { OperationalError } from '../../operational-error.js';
import { startModule, type ChildEnd, type StartedChild } from '../../start-child.js';
import {
  SOUND_FD,
  SoundReader,
  type SoundMessage,
  type StreamReport,
} from './audio-host-protocol.js';
import type { AudioStreamSetup } from './audio-stream-spec.js';

/** `at its end`: a file's (file-input) */
export type StreamState =
  'starting' | 'running' | 'waiting for device' | 'restarting' | 'at its end';

export interface StreamProcessHooks {
  /**
   * One message a turn of the event loop, however many came in together: sound servers hand over several blocks at once, and
   * the work of all of them in one go would keep everybody else waiting.
   */
  readonly onSound: (message: SoundMessage) => void;
  /** called at each change of state, and with each other reason for restarting */
  readonly onState: (state: StreamState, reason: string) => void;
  /** a line that the native part printed */
  readonly onLine: (line: string) => void;
}

const CHECK_EVERY_MS = 100;
/** Three reports late, and noticed within a second. */
const SILENT_LIMIT_MS = 700;
/** Loading the package and opening a device block the process. */
const START_LIMIT_MS = 15_000;
const LOOK_AGAIN_MS = 1500;
/** A process that ends before its first block, or does not start, is started again so often before the first verdict is that it cannot. */
const FUTILE_STARTS = 3;
/** One read or write parks a thread; the rest is for node itself. */
const POOL_THREADS = 10;

export class StreamProcess {
  /** Settles once the stream runs or waits for its device. @throws OperationalError when it cannot run at all */
  readonly settled: Promise<void>;
  state: StreamState = 'starting';
  /** why it is in this state */
  reason = '';

  readonly #setup: AudioStreamSetup;
  readonly #hooks: StreamProcessHooks;
  #settle: (failure?: OperationalError) => void = () => undefined;
  #isSettled = false;
  #child: StartedChild | undefined;
  #lastHeardMs = 0;
  #silentLimitMs = START_LIMIT_MS;
  #lastCheckMs = 0;
  /** why the process that is about to end does so */
  #why: string | undefined;
  #futileStarts = 0;
  #closing = false;
  readonly #watch: NodeJS.Timeout;
  #nextStart: NodeJS.Timeout | undefined;

  constructor(setup: AudioStreamSetup, hooks: StreamProcessHooks) {
    this.#setup = setup;
    this.#hooks = hooks;
    this.settled = new Promise((resolve, reject) => {
      this.#settle = (failure) => {
        this.#isSettled = true;
        if (failure === undefined) resolve();
        else reject(failure);
      };
    });
    this.#watch = setInterval(() => {
      this.#checkAlive();
    }, CHECK_EVERY_MS);
    this.#start();
  }

  /** of the process that runs now; for tests, which kill it */
  get pid(): number | undefined {
    return this.#child?.process?.pid;
  }

  /** bytes on their way to the process */
  get unsentBytes(): number {
    return this.#sound?.writableLength ?? 0;
  }

  send(bytes: Uint8Array): void {
    this.#sound?.write(bytes);
  }

  /** Ends the process and waits for its end; harmless when called again. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#watch);
    clearTimeout(this.#nextStart);
    this.#child?.process?.kill('SIGKILL');
    await this.#child?.ended;
  }

  get #sound(): Duplex | undefined {
    return this.#child?.process?.stdio[SOUND_FD] as Duplex | undefined;
  }

  #start(): void {
    const { direction, device } = this.#setup;
    // arguments are for whoever lists processes; what counts is sent
    const child = startModule(
      new URL('./audio-host-process.js', import.meta.url),
      [direction, device],
      {
        // its segfault handler writes a file to the current folder
        cwd: tmpdir(),
        env: { ...process.env, UV_THREADPOOL_SIZE: String(POOL_THREADS) },
        execArgv: [],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      },
    );
    child.process?.send(this.#setup);
    this.#child = child;
    this.#why = undefined;
    this.#silentLimitMs = START_LIMIT_MS;
    this.#lastHeardMs = performance.now();
    if (child.process !== undefined) this.#listenTo(child.process);
    void child.ended.then((end) => {
      this.#ended(end);
    });
  }

  #listenTo(child: ChildProcess): void {
    const sound = this.#sound!;
    const messages: SoundMessage[] = [];
    const reader = new SoundReader(this.#setup.channels, (message) => {
      messages.push(message);
    });
    const handOn = (): void => {
      if (child === this.#child?.process) this.#hear(messages.shift()!);
      else messages.length = 0;
      if (messages.length > 0) setImmediate(handOn);
      else sound.resume();
    };
    sound.on('data', (bytes: Uint8Array) => {
      this.#lastHeardMs = performance.now();
      reader.push(bytes);
      if (messages.length === 0) return;
      // not read on before these are handed on: what this thread is behind is to wait in the pipe, which has a limit
      sound.pause();
      handOn();
    });
    // a killed process breaks its pipes; its end is what counts
    sound.on('error', () => undefined);
    for (const output of [child.stdout!, child.stderr!]) {
      createInterface({ input: output }).on('line', this.#hooks.onLine);
    }
    child.on('message', (report: StreamReport) => {
      this.#receive(report);
    });
  }

  #hear(message: SoundMessage): void {
    this.#enter('running', `the device "${this.#setup.device}" is taken up`);
    this.#hooks.onSound(message);
  }

  #receive(report: StreamReport): void {
    this.#lastHeardMs = performance.now();
    if (report.kind === 'alive') {
      this.#silentLimitMs = SILENT_LIMIT_MS;
    } else if (report.kind === 'refused' && !this.#isSettled) {
      this.#settle(new OperationalError(report.code, report.reason));
    } else {
      this.#enter('waiting for device', report.reason);
    }
  }

  #ended({ reason: how, code }: ChildEnd): void {
    const hasStarted = this.#child?.process !== undefined;
    this.#child = undefined;
    if (this.#closing) return;
    if (hasStarted && this.state === 'waiting for device') {
      this.#startIn(LOOK_AGAIN_MS);
      return;
    }
    const reason = this.#why ?? how;
    this.#futileStarts = this.state === 'running' ? 0 : this.#futileStarts + 1;
    if (!this.#isSettled && this.#futileStarts >= FUTILE_STARTS) {
      this.#settle(new OperationalError(code, `The audio process cannot run: ${reason}.`));
    }
    this.#enter('restarting', reason);
    this.#startIn(this.#futileStarts === 0 ? 0 : LOOK_AGAIN_MS);
  }

  #startIn(ms: number): void {
    this.#nextStart = setTimeout(() => {
      this.#start();
    }, ms);
  }

  /** Is told of one state more than once where what keeps it from running is another reason. */
  #enter(state: StreamState, reason: string): void {
    const isNews = state !== this.state || (state === 'restarting' && reason !== this.reason);
    if (!isNews || this.#closing) return;
    this.state = state;
    this.reason = reason;
    this.#hooks.onState(state, reason);
    if (!this.#isSettled && state !== 'restarting') this.#settle();
  }

  /** Skips a round when this thread itself was held up: what the process sent is then still unread. */
  #checkAlive(): void {
    const now = performance.now();
    const heldUp = now - this.#lastCheckMs > 3 * CHECK_EVERY_MS;
    this.#lastCheckMs = now;
    const silentMs = now - this.#lastHeardMs;
    if (heldUp || this.#child === undefined || silentMs < this.#silentLimitMs) return;
    this.#why = `its process was frozen for ${Math.round(silentMs)} ms`;
    this.#child.process?.kill('SIGKILL');
  }
}
