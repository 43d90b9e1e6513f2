/**
 * Log output: lines to a file, pipe, socket or terminal that may be full, stand still or be gone.
 *
 * Nothing waits for it. What cannot be written now is kept and tried again, with the next line and by a timer. When as much is
 * kept as may be, lines are lost; they are counted, and a line says how many where they would stand, once there is room again.
 */
import { constants, fstatSync, openSync, writeSync } from 'node:fs';

export interface LogOutputOptions {
  /** says EAGAIN where it is full ({@link stderrWithoutWaiting}), else a reader that stands still stops the process */
  readonly descriptor: number;
  /** the line that says how many were lost */
  readonly lossLine: (lines: number) => string;
  /** bytes that wait for the descriptor at most @default 1 MiB */
  readonly mostBytes?: number;
}

const MOST_BYTES = 1 << 20;
const RETRY_MS = 250;
/** A reader that is merely slow gets the last lines; one that takes nothing for so long keeps no process from ending. */
const LAST_WAIT_MS = 200;
const LAST_STEP_MS = 10;

export class LogOutput {
  readonly #options: Required<LogOutputOptions>;
  /** the first may be written in part */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #lostLines = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: LogOutputOptions) {
    this.#options = { mostBytes: MOST_BYTES, ...options };
  }

  /** @param line with its line break */
  write(line: string): void {
    this.#flush();
    this.#tellLoss();
    const bytes = Buffer.from(line);
    if (this.#lostLines > 0 || this.#waitingBytes + bytes.length > this.#options.mostBytes) {
      this.#lostLines += 1;
    } else {
      this.#append(bytes);
      this.#flush();
    }
    this.#retryLater();
  }

  /** To be called before the process ends: gives a reader a moment for what waits. */
  end(): void {
    let left = this.#waitingBytes;
    for (let waitedMs = 0; left > 0 && waitedMs < LAST_WAIT_MS;) {
      this.#flush();
      this.#tellLoss();
      waitedMs = this.#waitingBytes < left ? 0 : waitedMs + LAST_STEP_MS;
      left = this.#waitingBytes;
      if (left > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_STEP_MS);
    }
  }

  #append(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  /** As much as is taken. Whatever the system says against it may pass: a disk has room again, a pipe a reader. */
  #flush(): void {
    for (;;) {
      const first = this.#waiting[0];
      if (first === undefined) return;
      let written = 0;
      try {
        written = writeSync(this.#options.descriptor, first);
      } catch {
        // tried again
      }
      if (written === 0) return;
      this.#waitingBytes -= written;
      if (written === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(written);
    }
  }

  /** Not before there is room for many: else each line that is taken would be followed by one about those that are not. */
  #tellLoss(): void {
    if (this.#lostLines === 0 || this.#waitingBytes > this.#options.mostBytes / 2) return;
    this.#append(Buffer.from(this.#options.lossLine(this.#lostLines)));
    this.#lostLines = 0;
    this.#flush();
  }

  #retryLater(): void {
    if (this.#waitingBytes === 0 || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#flush();
      this.#tellLoss();
      this.#retryLater();
    }, RETRY_MS).unref();
  }
}

/**
 * A descriptor that writes to what stderr is, and says EAGAIN where that is full. A file never is in that sense. What else it is
 * gets opened anew where the system can, so that programs that share it notice nothing.
 */
export function stderrWithoutWaiting(): number {
  const { fd } = process.stderr;
  if (fstatSync(fd).isFile()) return fd;
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    return openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    // a socket, or a system without /proc: Node, which has been asked for process.stderr, has made pipes and sockets non-blocking
    return fd;
  }
}
