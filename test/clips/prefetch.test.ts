/**
 * Prefetch: order, bound and failures.
 */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { prefetch } from '../../src/clips/prefetch.js';

/** Counts from 0 and remembers how far it got. */
function counter(count: number, failAt = Infinity) {
  const state = { started: 0, closed: false };
  async function* items() {
    try {
      for (let i = 0; i < count; i++) {
        state.started = i + 1;
        await nextTurn();
        if (i === failAt) throw new Error(`item ${i}`);
        yield i;
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, items: items() };
}

describe('Prefetch', () => {
  it('delivers every item in order', async () => {
    const received = [];
    for await (const item of prefetch(counter(5).items, 2)) received.push(item);
    assert.deepEqual(received, [0, 1, 2, 3, 4]);
  });

  it('runs ahead of a slow consumer by its depth and no further', async () => {
    const { state, items } = counter(10);
    const ahead = prefetch(items, 1);
    await ahead.next();
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    // the first item is with the consumer, one more waits
    assert.equal(state.started, 2);
    await ahead.return(undefined);
  });

  it('delivers what was finished before a failure, then the failure', async () => {
    const received: number[] = [];
    await assert.rejects(async () => {
      for await (const item of prefetch(counter(5, 2).items, 3)) received.push(item);
    }, /item 2/);
    assert.deepEqual(received, [0, 1]);
  });

  it('closes its source when the consumer leaves early', async () => {
    const { state, items } = counter(10);
    for await (const item of prefetch(items, 1)) if (item === 1) break;
    assert.ok(state.closed);
  });

  it('refuses a depth below one', async () => {
    await assert.rejects(
      prefetch(counter(1).items, 0).next(),
      /depth must be an integer >= 1, got 0/,
    );
  });
});
