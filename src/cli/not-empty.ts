/**
 * Not empty: what an unset variable of a shell gives is no name of a file, a folder or a computer.
 */
import { InvalidArgumentError } from 'commander';

export function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** The same for an argument that may be given several times. */
export function noneEmpty(text: string, before: readonly string[] = []): string[] {
  return [...before, notEmpty(text)];
}
