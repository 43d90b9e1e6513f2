/**
 * May replace: what is asked before a file of the user's gives way to one of ours. It is kept beside in any case.
 */
import { OperationalError } from '../operational-error.js';
import { ask, canAsk } from './ask.js';
import type { Run } from './run-command.js';

const KEPT = 'kept beside it, called ".before-stemwright" at the end';

const MOST_NAMED = 3;

/**
 * @param replace whether the command line has said so already
 * @throws (the function that it returns) OperationalError `output-exists` where nobody can be asked
 */
export function mayReplace(
  replace: boolean,
  run: Pick<Run, 'console' | 'signal'>,
): (files: readonly string[]) => Promise<boolean> {
  return async (files) => {
    if (replace) return true;
    const what = `${listed(files)}: not of Stemwright, or changed since`;
    if (!canAsk()) {
      throw new OperationalError(
        'output-exists',
        `${what}. Run this again with --replace to have it replaced; what is there is ${KEPT}.`,
      );
    }
    const answer = await ask(`${what}. Replace it? What is there is ${KEPT}. (y/n)`, run);
    return /^y(es)?$/i.test(answer.trim());
  };
}

/** Scripts that were copied by hand are many; what each is called afterwards is told in any case. */
function listed(files: readonly string[]): string {
  const rest = files.length - MOST_NAMED;
  const names = files.slice(0, MOST_NAMED).join(', ');
  return rest > 0 ? `${names} and ${rest} more` : names;
}
