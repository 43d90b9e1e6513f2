/**
 * The log: pino on stderr, pretty on a terminal, one JSON object a line otherwise. stdout belongs to results.
 *
 * A log that cannot be written (full disk, limit of a file's size, terminal or pipe that was closed, a reader that stands still)
 * stops nothing: log-output.ts. What clients and devices say is made visible before it gets there.
 */
import { pino, type DestinationStream, type Logger } from 'pino';

import { LogOutput, stderrWithoutWaiting } from './log-output.js';
import { terminalOf } from './terminal.js';
import { visibleJson, visibleLines, visibleText } from './visible-text.js';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export async function createLog(level: LogLevel): Promise<Logger> {
  const { isTerminal, hasColours } = terminalOf(process.stderr.isTTY, process.env);
  const shown = isTerminal ? await prettyLine(hasColours) : jsonLine;
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

/** A line of pino’s as it is written where programs read it. */
export function jsonLine(line: string): string {
  return `${visibleJson(line.trimEnd())}\n`;
}

/** The same for people; pino-pretty’s own stream would be closed for good by the first error. Loaded for a terminal only. */
export async function prettyLine(colorize: boolean): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({ ignore: 'pid,hostname', colorize });
  return (line) => {
    const fields: unknown = JSON.parse(line, (key, value: unknown) => {
      if (typeof value !== 'string') return value;
      return key === 'stack' ? visibleLines(value) : visibleText(value);
    });
    return pretty(fields);
  };
}

/** Not pino’s own destination: that waits where a pipe is full, and flushes after a fatal line over and over while a disk is. */
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
