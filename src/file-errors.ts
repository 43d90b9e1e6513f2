/**
 * File errors: what an error of the file system says. Only "there is none" means that something is missing: that this user may
 * not look, or that the system has no descriptors left, says nothing about what is there.
 */
import { OperationalError } from './operational-error.js';
import { systemCodeOf } from './thrown-error.js';

const MISSING = ['ENOENT', 'ENOTDIR'];
const FORBIDDEN = ['EACCES', 'EPERM'];
/** open files of this process or of the system, memory */
const OUT_OF_RESOURCES = ['EMFILE', 'ENFILE', 'ENOMEM'];

/** The system's code, e.g. "ENOENT", also of the error that an {@link OperationalError} was made of. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof OperationalError ? systemCode(error.cause) : systemCodeOf(error);
}

/** Whether there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return MISSING.includes(systemCode(error) ?? '');
}

/** Whether this user may not look. */
export function isForbidden(error: unknown): boolean {
  return FORBIDDEN.includes(systemCode(error) ?? '');
}

/** Whether the system could not even look; a moment later it may. */
export function isOutOfResources(error: unknown): boolean {
  return OUT_OF_RESOURCES.includes(systemCode(error) ?? '');
}

/** For `catch`: a value where there is no such file or folder. @throws the error where it says anything else */
export function ifMissing<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (isMissing(error)) return value;
    throw error;
  };
}

export function unreadableFolder(folder: string, cause: unknown): OperationalError {
  return new OperationalError(
    'input-unreadable',
    `The folder ${folder} cannot be looked into (${systemCode(cause) ?? 'unknown error'}). ${readingAdvice(cause)}`,
    { cause },
  );
}

export function unreadableFile(file: string, cause: unknown): OperationalError {
  return new OperationalError(
    'input-unreadable',
    `${file} cannot be read (${systemCode(cause) ?? 'unknown error'}). ${readingAdvice(cause)}`,
    { cause },
  );
}

/** What to do about something that cannot be read. */
export function readingAdvice(cause: unknown): string {
  return isOutOfResources(cause)
    ? 'The system has no room for more open files or memory now: close other programs and try again.'
    : 'Change its permissions, or check the disk it lies on.';
}
