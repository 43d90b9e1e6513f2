/**
 * A log that keeps its lines instead of printing them.
 */
import type { LogPort } from '../../src/log-port.js';

export interface LogLine {
  readonly level: keyof LogPort;
  readonly fields: object;
  readonly message: string;
}

export function recordedLog(): { log: LogPort; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const line = (level: keyof LogPort) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  const log = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  };
  return { log, lines };
}
