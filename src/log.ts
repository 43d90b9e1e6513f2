/**
 * The log: pino on stderr, pretty on a terminal, one JSON object a line otherwise. stdout belongs to results.
 *
 * A log that cannot be written (full disk, limit of a file's size, terminal or pipe that was closed, a reader that stands still)
 * stops nothing: log-output.ts.
 */
import { pino, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';

import { LogOutput, stderrWithoutWaiting } from './log-output.js';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export function createLog(level: LogLevel): Logger {
  const shown = process.stderr.isTTY ? prettyFactory({ ignore: 'pid,hostname' }) : plain;
  const stderr = openStderr((lines) => shown(lossLine(lines)));
  return pino(
    { level },
    {
      write: (line) => {
        stderr.write(shown(line));
      },
    },
  );
}

function plain(line: string): string {
  return line;
}

/** Not pino's own destination: that waits where a pipe is full, and flushes after a fatal line over and over while a disk is. */
function openStderr(loss: (lines: number) => string): DestinationStream {
  const stderr = new LogOutput({ descriptor: stderrWithoutWaiting(), lossLine: loss });
  process.once('exit', () => {
    stderr.end();
  });
  return stderr;
}

/** As pino would say it. */
function lossLine(lines: number): string {
  let made = '';
  const log = pino({ level: 'warn' }, { write: (line) => (made = line) });
  log.warn({ lines }, 'lines of the log were lost here, for nothing took them');
  return made;
}
