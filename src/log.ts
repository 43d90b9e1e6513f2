/**
 * The log: pino on stderr, pretty on a terminal, one JSON object a line otherwise. stdout belongs to results.
 *
 * A log that cannot be written (full disk, limit of a file's size, terminal or pipe that was closed) stops nothing: its lines
 * are tried again with the next one, and those that are more than is kept are lost, nothing else.
 */
import { pino, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const STDERR = 2;
/** of lines that could not be written yet */
const KEPT_BYTES = 1 << 20;

export function createLog(level: LogLevel): Logger {
  return pino({ level }, process.stderr.isTTY ? prettyLines(openStderr()) : openStderr());
}

function openStderr(): DestinationStream {
  const stderr = pino.destination({ dest: STDERR, sync: true, maxLength: KEPT_BYTES });
  // an error that nobody hears would end the process
  stderr.on('error', () => undefined);
  // not the destination itself: pino flushes one after a fatal line, over and over while the disk is full
  return { write: (line) => stderr.write(line) };
}

/** pino-pretty's own stream would be closed for good by the first error. */
function prettyLines(stderr: DestinationStream): DestinationStream {
  const pretty = prettyFactory({ ignore: 'pid,hostname' });
  return {
    write: (line) => {
      stderr.write(pretty(line));
    },
  };
}
