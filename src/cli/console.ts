/**
 * Console: the one place the CLI writes from. Results go to stdout, everything about the run to stderr. What is no UTF-8 in a path
 * is escaped.
 */
import { readableText } from '../path-text.js';

export interface Console {
  /** true: stdout carries exactly one JSON object */
  readonly json: boolean;
  /** stderr is a terminal, so a bar may be drawn */
  readonly interactive: boolean;
  /** A line of result for a reader; nothing in JSON mode. */
  readonly result: (line: string) => void;
  /** The result for a program; nothing outside JSON mode. */
  readonly jsonResult: (value: unknown) => void;
  /** A line about the run. */
  readonly note: (line: string) => void;
}

export function createConsole(json: boolean): Console {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', forgiveNoReader);
  return {
    json,
    interactive: process.stderr.isTTY,
    result: (line) => {
      if (!json) process.stdout.write(`${readableText(line)}\n`);
    },
    jsonResult: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
    note: (line) => process.stderr.write(`${readableText(line)}\n`),
  };
}

/** A pipe whose reader has heard enough (`| head -1`), and a terminal that was closed. */
const NO_READER: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ENXIO'];

/** They do not end the work, nor keep it from cleaning up: what is said from then on is lost. */
function forgiveNoReader(error: NodeJS.ErrnoException): void {
  if (!NO_READER.includes(error.code)) throw error;
}
