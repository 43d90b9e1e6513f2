import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { rms } from '../../src/signal/level.js';

describe('rms', () => {
  it('is the root of the mean square over all samples of all rows', () => {
    // (3^2 + 4^2 + 0 + 0) / 4 = 6.25, exact in binary.
    assert.equal(rms([Float32Array.of(3, -4), Float32Array.of(0, 0)]), 2.5);
  });

  it('weighs samples, not rows, when rows differ in length', () => {
    // (4 * 1 + 4) / 5 = 1.6; one double rounding in the division and one in the root.
    const level = rms([Float32Array.of(1, 1, 1, 1), Float32Array.of(2)]);
    assert.ok(Math.abs(level - Math.sqrt(1.6)) < 1e-15);
  });

  it('is 0 for no rows and for rows without samples', () => {
    assert.equal(rms([]), 0);
    assert.equal(rms([new Float32Array(0)]), 0);
  });
});
