/**
 * Part options: --from and --to, which have a command work on a part of each input.
 */
import { InvalidArgumentError, type Command } from 'commander';

import { MOST_PART_SECONDS } from '../jobs/part-of-inputs.js';
import { decimalNumber, positiveUpTo } from './options.js';

export interface PartOptions {
  /** seconds */
  readonly from?: number;
  readonly to?: number;
}

export function addPartOptions(command: Command): Command {
  return command
    .option('--from <s>', 'begin so many seconds into each input', secondsFromZero)
    .option(
      '--to <s>',
      'end there; what is beyond the end means the end',
      positiveUpTo(MOST_PART_SECONDS),
    );
}

function secondsFromZero(text: string): number {
  const value = decimalNumber(text);
  if (!(value >= 0 && value <= MOST_PART_SECONDS)) {
    throw new InvalidArgumentError(`Expected a number from 0 to ${MOST_PART_SECONDS}.`);
  }
  return value;
}
