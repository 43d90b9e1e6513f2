/**
 * 14-bit controllers from their halves.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createControl14Reader } from '../../../src/control/midi/midi-control14.js';

/** [controller, value] of channel 1 -> the 14-bit values told */
function told(...halves: readonly (readonly [number, number])[]): (number | undefined)[] {
  const reader = createControl14Reader();
  return halves.map(
    ([controller, value]) => reader.read({ kind: 'control', channel: 1, controller, value })?.value,
  );
}

describe('14-bit controllers', () => {
  it('are 128 times the upper half plus the lower one, at both ends and between', () => {
    assert.deepEqual(told([7, 127], [39, 127]), [16_256, 16_383]);
    assert.deepEqual(told([7, 0], [39, 0]), [0, 0]);
    assert.deepEqual(told([7, 64], [39, 1]), [8192, 8193]);
  });

  it('lose their lower half when the upper one changes, not when it repeats', () => {
    assert.deepEqual(told([7, 5], [39, 9], [7, 5], [39, 10], [7, 4]), [
      640,
      649,
      undefined,
      650,
      512,
    ]);
  });

  it('of different channels and numbers do not mix', () => {
    const reader = createControl14Reader();
    const read = (channel: number, controller: number, value: number) =>
      reader.read({ kind: 'control', channel, controller, value });
    read(1, 1, 100);
    read(2, 2, 50);
    assert.deepEqual(read(2, 33, 3), { kind: 'control14', channel: 2, controller: 1, value: 3 });
    assert.equal(read(1, 33, 3)?.value, 12_803);
    assert.equal(read(1, 64, 3), undefined);
  });
});
