/**
 * A separation by the released model, interrupted at several moments: its evaluations are long, and a process that exits in the
 * middle of one is aborted by onnxruntime.
 */
import { describe, it } from 'mocha';

import { DEFAULTS } from '../../src/config/settings.js';
import { assertInterruptible, WAYS_TO_INTERRUPT } from '../support/interrupted-command.js';

describe('A separation by the released model that is interrupted', () => {
  for (const [way, act] of WAYS_TO_INTERRUPT) {
    for (const afterMs of [0, 200, 1500]) {
      it(`by ${way}, ${afterMs} ms after it has begun, leaves no file and ends with 130`, () =>
        assertInterruptible(DEFAULTS.model, afterMs, act));
    }
  }
});
