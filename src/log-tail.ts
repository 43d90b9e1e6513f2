/**
 * Log tail: the newest lines of a log, from level `info` on, for those who have no terminal to read it on.
 *
 * Sentences only: the fields of a line may name files and clients, and whoever may ask for the tail need not know them.
 */
import type { LoggedLine, LogLine, LogPort } from './log-port.js';
import { visibleText } from './visible-text.js';

const MOST_LINES = 100;
const MOST_CHARACTERS = 1000;

export class LogTail {
  readonly #lines: LoggedLine[] = [];

  /** @returns a log that writes to the given one, and keeps what it is told */
  keeping(log: LogPort): LogPort {
    const kept =
      (level: 'info' | 'warn' | 'error'): LogLine =>
      (fields, message) => {
        this.#keep({ atMs: Date.now(), level, message });
        log[level](fields, message);
      };
    return {
      debug: (fields, message) => {
        log.debug(fields, message);
      },
      info: kept('info'),
      warn: kept('warn'),
      error: kept('error'),
    };
  }

  /** The oldest first. */
  lines(): readonly LoggedLine[] {
    return [...this.#lines];
  }

  #keep({ message, ...line }: LoggedLine): void {
    this.#lines.push({ ...line, message: visibleText(message.slice(0, MOST_CHARACTERS)) });
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }
}
