/**
 * Log reader: how much a daemon's log says, and which of its lines no correct daemon writes: errors, and what is no log line at
 * all, such as a stack trace or a warning of Node's. Lines are looked at as text: there may be millions.
 */
import type { Readable } from 'node:stream';

/** pino's levels of errors and of what is fatal */
const ERROR_LINE = /^\{"level":(?:50|60),/;
const LOG_LINE = /^\{"level":\d+,/;
const KEPT_ODD_LINES = 20;
const TAIL_CHARACTERS = 4000;

export class LogReader {
  bytes = 0;
  /** the first of them */
  readonly oddLines: string[] = [];
  #oddCount = 0;
  #tail = '';
  #rest = '';
  readonly #listeners = new Set<(line: string) => void>();

  /** Errors and what is no log line. */
  get oddCount(): number {
    return this.#oddCount;
  }

  /** Its last characters. */
  get tail(): string {
    return this.#tail;
  }

  follow(stream: Readable): void {
    this.#rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.bytes += Buffer.byteLength(text);
      this.#tail = (this.#tail + text).slice(-TAIL_CHARACTERS);
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#look(line);
    });
  }

  /** @returns how to stop listening */
  onLine(listener: (line: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #look(line: string): void {
    for (const listener of this.#listeners) listener(line);
    if (line === '' || (LOG_LINE.test(line) && !ERROR_LINE.test(line))) return;
    this.#oddCount++;
    if (this.oddLines.length < KEPT_ODD_LINES) this.oddLines.push(line.slice(0, 400));
  }
}
