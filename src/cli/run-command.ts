/**
 * Run a command: what every command with a job has in common. It gets a console, a log and a signal that is aborted by
 * Ctrl-C; a failure becomes one sentence (or one JSON object) and the designed exit code, never a stack trace.
 */
import type { Logger } from '../log.js';
import { createLog } from '../log.js';
import { OperationalError } from '../operational-error.js';
import { createConsole, type Console } from './console.js';
import { exitCodeOf } from './exit-code.js';
import { interruptible } from './interruption.js';
import type { CommonOptions } from './options.js';

export interface Run {
  readonly console: Console;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** @param work resolves when the command has done its job; its error decides the exit code */
export async function runCommand(
  { json, logLevel }: CommonOptions,
  work: (run: Run) => Promise<void>,
): Promise<void> {
  const console = createConsole(json);
  try {
    await interruptible(async (signal) => {
      await work({ console, log: await createLog(logLevel), signal });
    });
  } catch (error) {
    // A programmer error keeps its stack: it is a bug report, not a message for users.
    if (!(error instanceof OperationalError)) throw error;
    console.jsonResult({ error: errorObject(error) });
    console.note(`stemwright: ${error.message}`);
    process.exitCode = exitCodeOf(error);
  }
}

/** An operational error as it appears in JSON results. */
export function errorObject({ code, message }: OperationalError): {
  code: string;
  message: string;
} {
  return { code, message };
}
