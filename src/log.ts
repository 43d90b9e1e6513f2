/**
 * The log: pino on stderr, pretty on a terminal, one JSON object a line otherwise. stdout belongs to results.
 */
import { pino, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const STDERR = 2;

export function createLog(level: LogLevel): Logger {
  const stream = process.stderr.isTTY
    ? PinoPretty({ destination: STDERR, sync: true, ignore: 'pid,hostname' })
    : pino.destination({ dest: STDERR, sync: true });
  return pino({ level }, stream);
}
