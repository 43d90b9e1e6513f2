/**
 * Thrown errors: what is known of whatever was thrown.
 */
import { getSystemErrorMap } from 'node:util';

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Native packages add lines of notes and stack frames. */
export function firstLineOf(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}

/** The operating system's, such as ENOENT; undefined for an error that has none. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** What the system calls that error, e.g. "no space left on device"; the error's own words where it is no error of the system. */
export function systemReasonOf(error: unknown): string {
  const code = systemCodeOf(error);
  const known = [...getSystemErrorMap().values()].find(([name]) => name === code);
  return known?.[1] ?? messageOf(error);
}
