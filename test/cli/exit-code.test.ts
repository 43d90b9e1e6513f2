/**
 * Exit codes by what went wrong: 2 for what is asked wrongly, 1 for what could not be done, for every code that there is.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { exitCodeOf } from '../../src/cli/exit-code.js';
import {
  OPERATIONAL_ERROR_CODES,
  OperationalError,
  type OperationalErrorCode,
} from '../../src/operational-error.js';

const CODES = Object.keys(OPERATIONAL_ERROR_CODES) as OperationalErrorCode[];

describe('The exit code', () => {
  it('is 2 for values that can never be met, 130 for an interruption, and 1 for everything else', () => {
    const byExit = new Map<number, string[]>();
    for (const code of CODES) {
      const exit = exitCodeOf(new OperationalError(code, 'A sentence.'));
      byExit.set(exit, [...(byExit.get(exit) ?? []), code]);
    }
    assert.deepEqual(byExit.get(2)?.toSorted(), [
      'bad-argument',
      'bad-message',
      'model-missing',
      'unsupported-task',
    ]);
    assert.deepEqual(byExit.get(130), ['cancelled']);
    assert.equal(byExit.get(1)?.length, CODES.length - 5);
    assert.equal(exitCodeOf(new Error('a defect')), 1);
  });
});
