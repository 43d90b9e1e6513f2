/**
 * The log: pino on stderr, pretty on a terminal, one JSON object a line otherwise. stdout belongs to results.
 *
 * A log that cannot be written (full disk, limit of a file's size, terminal or pipe that was closed) stops nothing: its lines
 * are tried again with the next one, and those that are more than is kept are lost, nothing else. What clients and devices say is
 * made visible before it gets there.
 */
import { pino, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';

import { terminalOf } from './terminal.js';
import { visibleJson, visibleLines, visibleText } from './visible-text.js';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const STDERR = 2;
/** of lines that could not be written yet */
const KEPT_BYTES = 1 << 20;

export function createLog(level: LogLevel): Logger {
  const { isTerminal, hasColours } = terminalOf(process.stderr.isTTY, process.env);
  const shown = isTerminal ? prettyLine(hasColours) : jsonLine;
  const stderr = openStderr();
  return pino(
    { level },
    {
      write: (line) => {
        stderr.write(shown(line));
      },
    },
  );
}

function openStderr(): DestinationStream {
  const stderr = pino.destination({ dest: STDERR, sync: true, maxLength: KEPT_BYTES });
  // an error that nobody hears would end the process
  stderr.on('error', () => undefined);
  // not the destination itself: pino flushes one after a fatal line, over and over while the disk is full
  return { write: (line) => stderr.write(line) };
}

/** A line of pino's as it is written where programs read it. */
export function jsonLine(line: string): string {
  return `${visibleJson(line.trimEnd())}\n`;
}

/** The same for people; pino-pretty's own stream would be closed for good by the first error. */
export function prettyLine(colorize: boolean): (line: string) => string {
  const pretty = prettyFactory({ ignore: 'pid,hostname', colorize });
  return (line) => {
    const fields: unknown = JSON.parse(line, (key, value: unknown) => {
      if (typeof value !== 'string') return value;
      return key === 'stack' ? visibleLines(value) : visibleText(value);
    });
    return pretty(fields);
  };
}
