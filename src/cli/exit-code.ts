/**
 * Exit codes, the contract with scripts: 0 done, 1 failed, 2 bad arguments, 130 interrupted (whichever signal it was; a process that
 * has to end by SIGINT itself, see interruption.ts, is reported as 130 by shells).
 */
import { CommanderError } from 'commander';

import { OperationalError } from '../operational-error.js';

const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
const EXIT_BAD_ARGUMENTS = 2;
export const EXIT_INTERRUPTED = 130;

/** What a failure means for the exit code. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_ARGUMENTS;
  return error instanceof OperationalError ? exitCodeOfCode(error.code) : EXIT_FAILED;
}

/** The same for an error that is known by its code only, such as a daemon's reply. */
export function exitCodeOfCode(code: string): number {
  switch (code) {
    case 'bad-argument':
    case 'bad-message':
      return EXIT_BAD_ARGUMENTS;
    case 'cancelled':
      return EXIT_INTERRUPTED;
    default:
      return EXIT_FAILED;
  }
}
