/**
 * The system's clock: whatever a delay is, its timer is one that Node can hold.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { systemClock } from '../../../src/control/api/clock.js';

describe('The system’s clock', () => {
  it('does not run at once, over and over, what should run after longer than a timer can hold', async () => {
    const warnings: string[] = [];
    const hear = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', hear);
    const ran: number[] = [];
    const delays = [2 ** 31, 1e40, Infinity];
    const stops = delays.flatMap((delayMs) => [
      systemClock.after(delayMs, () => void ran.push(delayMs)),
      systemClock.every(delayMs, () => void ran.push(delayMs)),
    ]);
    // a delay that is too long is one of 1 ms to Node, which warns in the next turn
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('warning', hear);
    for (const stop of stops) stop();
    assert.deepEqual([ran, warnings], [[], []]);
  });

  it('runs in the next turns what has no delay to speak of', async () => {
    const delays = [0, -5, NaN, 0.25];
    await Promise.all(
      delays.map(
        (delayMs) =>
          new Promise<void>((resolve) => {
            systemClock.after(delayMs, resolve);
          }),
      ),
    );
  });
});
