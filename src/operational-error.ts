/**
 * Operational errors: what can go wrong while a correct program runs (a file is missing, a disk is full).
 *
 * Each carries a code from the one table below and a sentence that says what was expected, what was got and
 * what to do. They reach the user as they are: the CLI prints the sentence, the daemon replies with code and
 * sentence; what is no UTF-8 in a path is escaped. Programmer errors are not here: those throw a plain `Error` with the offending value.
 */

import { readableText } from './path-text.js';

/** code -> what it means; the only list of codes in the project. */
export const OPERATIONAL_ERROR_CODES = {
  'input-missing': 'an input file or folder does not exist',
  'input-unreadable': 'an input exists but cannot be read',
  'input-format': 'an input is not audio of a supported format, or its header is unusable',
  'input-truncated': 'an input is cut short and holds no audio',
  'input-empty': 'an input holds no audio, or none in the part that is asked for',
  'output-exists': 'an output is in the way and may not be replaced',
  'output-failed': 'an output cannot be written (disk full, no permission)',
  'model-missing': 'there is no model of that name',
  'model-invalid': 'a model lacks a file, or its card is malformed or disagrees with its graph',
  'provider-unavailable': 'the requested execution provider cannot run here',
  'package-missing': 'an optional native package is not installed or does not load',
  'bad-argument': 'an argument or option has an unusable value',
  'unsupported-task': 'the chosen model cannot do this task with these settings',
  'queue-full': 'too many jobs are waiting',
  'job-unknown': 'there is no such job, or it has ended',
  'live-running': 'a live session is running already',
  'live-off': 'no live session is running',
  'capture-empty': 'nothing of the live input has been captured yet',
  'capture-short': 'less of the live input has been captured than is asked for',
  'transport-unknown': 'nobody has said where the music is',
  'shutting-down': 'the daemon is stopping and takes no more jobs',
  'port-taken': 'a network port is in use by another program',
  'daemon-unreachable': 'no daemon answers at that address, or it has ended',
  'not-allowed': 'a path or client is outside what the configuration permits',
  'midi-off': 'the daemon was started without MIDI',
  'learn-timeout': 'no MIDI control was moved in time',
  'rate-limited': 'a client sends faster than the daemon answers',
  'bad-message': 'a control message is malformed or unknown',
  'system-limit': 'the system has no process, thread, open file or memory left',
  'inference-failed': 'the inference worker failed',
  internal: 'Stemwright has a defect; the log has its details',
  cancelled: 'the user cancelled it, or asked for something else before its turn came',
} as const;

export type OperationalErrorCode = keyof typeof OPERATIONAL_ERROR_CODES;

export class OperationalError extends Error {
  override readonly name = 'OperationalError';
  readonly code: OperationalErrorCode;

  /** @param message one or two sentences: what was expected, what was got, what to do */
  constructor(code: OperationalErrorCode, message: string, options?: ErrorOptions) {
    super(readableText(message), options);
    this.code = code;
  }
}

/** The error an aborted operation ends with. */
export function cancelledError(): OperationalError {
  return new OperationalError('cancelled', 'Cancelled.');
}

/** Throws {@link cancelledError} if the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelledError();
}
