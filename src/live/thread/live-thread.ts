/**
 * Live thread [main thread]: starts the thread that a live session has to itself, and is the running mode that the manager
 * talks to. So sound does not wait for what this thread is asked, and clients do not wait for sound.
 *
 * What comes in at the session's input device is handed on to be captured, with the moment when it came. A session that plays
 * along gets the positions of the transport.
 */
import '../../model/no-telemetry.js';
import type { Worker } from 'node:worker_threads';

import type { InputBlock } from '../../audio/host/audio-host.js';
import { sharedClockMs } from '../../capture/shared-clock.js';
import type { TimelineChange } from '../../capture/timeline-feed.js';
import type { InferenceRequest } from '../../model/inference-handle.js';
import { receivedError } from '../../model/worker-protocol.js';
import type { LogPort } from '../../log-port.js';
import { cancelledError } from '../../operational-error.js';
import { startWorker } from '../../start-worker.js';
import { systemLimit } from '../../system-limit.js';
import type { LiveRequest, LiveStatus } from '../live.js';
import type { ModeListeners, RunningMode } from '../modes/running-mode.js';
import type { StemLevel } from '../session/stem-levels.js';
import type {
  LiveThreadCommand,
  LiveThreadReply,
  LiveThreadSetup,
} from './live-thread-protocol.js';

export interface LiveThreadParts extends ModeListeners {
  readonly inference: InferenceRequest;
  /** of that model */
  readonly stems: readonly string[];
  readonly log: LogPort;
  /** called when the input is open. @returns takes its blocks, and for how long each has been here */
  readonly keepInput: (
    rateHz: number,
    channels: number,
  ) => (block: InputBlock, sinceMs: number) => void;
  /** how much of the input what plays along may ask for */
  readonly timelineSeconds: number;
  /** Sends what the timeline of what plays along follows. @returns a function that ends it */
  readonly feedTimeline: (send: (change: TimelineChange) => void) => () => void;
  /** how late the output device is heard, besides what waits there and in its stream */
  readonly outputOffsetMs: number;
  /** the session has ended without being closed, by a defect; called once at most */
  readonly onFailure: (failure: Error) => void;
}

/** What is called off is waited for so long. */
const CALLED_OFF_WITHIN_MS = 1000;

/** @throws OperationalError as {@link Live.start} does; nothing is left open then */
export async function openLiveThread(
  request: LiveRequest,
  parts: LiveThreadParts,
): Promise<LiveThread> {
  const { inference, stems, timelineSeconds, outputOffsetMs } = parts;
  const setup: LiveThreadSetup = {
    live: request,
    inference,
    stems,
    timelineSeconds: playsAlong(request) ? timelineSeconds : undefined,
    outputOffsetMs,
  };
  const worker = startWorker(new URL('./live-thread-worker.js', import.meta.url), setup);
  return attachLiveThread(worker, request, parts);
}

/** The handle of a thread that has just been started and speaks live-thread-protocol.ts. */
export async function attachLiveThread(
  worker: Worker,
  request: LiveRequest,
  parts: LiveThreadParts,
): Promise<LiveThread> {
  const thread = new LiveThread(worker, request, parts);
  await thread.opened;
  return thread;
}

export class LiveThread implements RunningMode {
  readonly opened: Promise<void>;
  readonly hold: RunningMode['hold'];
  readonly #worker: Worker;
  readonly #request: LiveRequest;
  readonly #parts: LiveThreadParts;
  readonly #exited: Promise<void>;
  #endFeed: () => void = () => undefined;
  #settle: (failure?: Error) => void = () => undefined;
  #isOpen = false;
  #closing = false;
  #failure: Error | undefined;
  /** the newest there is */
  #status: LiveStatus | undefined;
  /** what was asked for here, of which the newest status may not know */
  readonly #levels: Record<string, StemLevel> = {};
  #keep: ((block: InputBlock, sinceMs: number) => void) | undefined;

  constructor(worker: Worker, request: LiveRequest, parts: LiveThreadParts) {
    this.#worker = worker;
    this.#request = request;
    this.#parts = parts;
    this.opened = new Promise((resolve, reject) => {
      this.#settle = (failure) => {
        if (failure === undefined) resolve();
        else reject(failure);
      };
    });
    worker.on('message', (message: LiveThreadReply) => {
      this.#receive(message);
    });
    for (const event of ['error', 'messageerror'] as const) {
      worker.on(event, (error: unknown) => {
        this.#failure ??=
          systemLimit(error) ?? (error instanceof Error ? error : new Error(String(error)));
      });
    }
    this.#exited = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.#endFeed();
        this.#end(this.#failure ?? new Error(`the live thread ended with code ${code}`));
        resolve();
      });
    });
    parts.signal.addEventListener('abort', () => {
      this.#callOff();
    });
    if (parts.signal.aborted) this.#callOff();
    if (!playsAlong(request)) return;
    this.hold = (held) => {
      this.#send({ kind: 'hold', held });
    };
    this.#endFeed = parts.feedTimeline((change) => {
      this.#send({ kind: 'timeline', change });
    });
  }

  /** As it was at most {@link STATUS_EVERY_MS} ago, and never before the newest event. */
  status(): LiveStatus {
    const status = this.#status!;
    return { ...status, levels: { ...status.levels, ...this.#levels } };
  }

  setLevel(stem: string, change: Partial<StemLevel>): void {
    this.#levels[stem] = { ...this.status().levels[stem]!, ...change };
    this.#send({ kind: 'level', stem, change });
  }

  setMetering(isOn: boolean): void {
    this.#send({ kind: 'metering', isOn });
  }

  /** Resolves when its devices are closed and what it recorded is whole. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#send({ kind: 'close' });
    await this.#exited;
  }

  /** A thread that is loading, or whose worker is, hears of it late; it has nothing on disk, and ends by itself. */
  #callOff(): void {
    if (this.#isOpen) return;
    this.#send({ kind: 'close' });
    const late = setTimeout(() => {
      this.#settle(cancelledError());
    }, CALLED_OFF_WITHIN_MS);
    void this.#exited.then(() => {
      clearTimeout(late);
    });
  }

  #receive(message: LiveThreadReply): void {
    switch (message.kind) {
      case 'opened':
        this.#status = message.status;
        this.#isOpen = true;
        this.#settle();
        return;
      case 'refused':
        this.#settle(receivedError(message.error));
        return;
      case 'listening':
        this.#keep = this.#parts.keepInput(this.#request.rateHz, this.#request.channels);
        return;
      case 'input':
        this.#keep?.(message.block, sharedClockMs() - message.cameInMs);
        return;
      case 'event':
        this.#status = message.status ?? this.#status;
        this.#parts.emit(message.event);
        return;
      case 'meters':
        this.#parts.onMeters(message.meters);
        return;
      case 'status':
        this.#status = message.status;
        return;
      case 'log':
        this.#parts.log[message.level](message.fields, message.message);
    }
  }

  #end(failure: Error): void {
    if (!this.#isOpen) this.#settle(failure);
    else if (!this.#closing) this.#parts.onFailure(failure);
  }

  #send(command: LiveThreadCommand): void {
    this.#worker.postMessage(command);
  }
}

function playsAlong({ mode }: LiveRequest): boolean {
  return mode?.kind === 'accompany';
}
