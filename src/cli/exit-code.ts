/**
 * Exit codes, the contract with scripts: 0 done, 1 failed, 2 bad arguments, 130 interrupted (whichever signal it was; a process that
 * has to end by SIGINT itself, see interruption.ts, is reported as 130 by shells).
 *
 * Bad arguments are those that can never be met as they are: an unknown word, a number out of range, the name of a stem or model that
 * there is not, settings that do not fit together. A file, device or computer that is not there is a failure: tomorrow it may be.
 */
import { CommanderError } from 'commander';

import { OperationalError, type OperationalErrorCode } from '../operational-error.js';

export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
const EXIT_BAD_ARGUMENTS = 2;
export const EXIT_INTERRUPTED = 130;

const BAD_ARGUMENTS: readonly OperationalErrorCode[] = [
  'bad-argument',
  'bad-message',
  'model-missing',
  'unsupported-task',
];

/** What a failure means for the exit code. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_ARGUMENTS;
  return error instanceof OperationalError ? exitCodeOfCode(error.code) : EXIT_FAILED;
}

/** The same for an error that is known by its code only, such as a daemon's reply. */
export function exitCodeOfCode(code: string): number {
  if (code === 'cancelled') return EXIT_INTERRUPTED;
  return BAD_ARGUMENTS.some((each) => each === code) ? EXIT_BAD_ARGUMENTS : EXIT_FAILED;
}
