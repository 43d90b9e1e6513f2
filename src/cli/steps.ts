/**
 * Steps: what a command does one after the other, where one that fails is told and costs the others nothing. The exit code is 1 then.
 */
import { OperationalError } from '../operational-error.js';
import type { Console } from './console.js';
import { EXIT_FAILED } from './exit-code.js';

/** @returns whether all succeeded. @throws OperationalError `cancelled`: what was to come is not begun then */
export async function runSteps(
  steps: readonly (() => Promise<void>)[],
  { note }: Console,
): Promise<boolean> {
  let isWhole = true;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof OperationalError) || error.code === 'cancelled') throw error;
      note(`stemwright: ${error.message}`);
      process.exitCode = EXIT_FAILED;
      isWhole = false;
    }
  }
  return isWhole;
}
