/**
 * Console: the one place the CLI writes from. Results go to stdout, everything about the run to stderr; names and messages of
 * others are made visible (visible-text.ts), so that a terminal shows them and does not obey them.
 */
import { inspect } from 'node:util';

import type { OutputConfiguration } from 'commander';

import { terminalOf } from '../terminal.js';
import { visibleJson, visibleLines, visibleText } from '../visible-text.js';

export interface Console {
  /** true: stdout carries exactly one JSON object */
  readonly json: boolean;
  /** stderr is a terminal whose cursor can be moved, so a bar may be drawn */
  readonly interactive: boolean;
  /** A line of result for a reader; nothing in JSON mode. */
  readonly result: (line: string) => void;
  /** The result for a program; nothing outside JSON mode. */
  readonly jsonResult: (value: unknown) => void;
  /** A line about the run. */
  readonly note: (line: string) => void;
}

export function createConsole(json: boolean): Console {
  return {
    json,
    interactive: terminalOf(process.stderr.isTTY, process.env).hasCursor,
    result: (line) => {
      if (!json) process.stdout.write(`${visibleText(line)}\n`);
    },
    jsonResult: (value) => {
      if (json) process.stdout.write(`${visibleJson(JSON.stringify(value))}\n`);
    },
    note,
  };
}

/** What commander says: help, the version, and what is wrong with arguments. */
export const COMMANDER_OUTPUT: OutputConfiguration = {
  writeOut: (text) => process.stdout.write(visibleLines(text)),
  writeErr: (text) => process.stderr.write(visibleLines(text)),
};

/** A defect of ours, with its stack: it is a bug report. */
export function noteDefect(error: unknown): void {
  process.stderr.write(`${visibleLines(inspect(error))}\n`);
}

export function note(line: string): void {
  process.stderr.write(`${visibleText(line)}\n`);
}
