/**
 * Part options: --from and --to, which have a command work on a part of each input.
 */
import { InvalidArgumentError, type Command } from 'commander';

export interface PartOptions {
  /** seconds */
  readonly from?: number;
  readonly to?: number;
}

export function addPartOptions(command: Command): Command {
  return command
    .option('--from <s>', 'begin so many seconds into each input', secondsFromZero)
    .option('--to <s>', 'end there; what is beyond the end means the end', secondsAboveZero);
}

function secondsFromZero(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('Expected a number from 0 on.');
  }
  return value;
}

function secondsAboveZero(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Expected a number above 0.');
  }
  return value;
}
