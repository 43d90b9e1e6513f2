/**
 * Not empty: what an unset variable of a shell gives is no name of a file, a folder or a computer.
 */
import { InvalidArgumentError } from 'commander';

export function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}
