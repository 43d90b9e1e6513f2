/**
 * In slices: does something to each of many, as many in a turn of the event loop as take a millisecond or two, so that others are
 * served in between. A few are done at once, before this returns.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

const ITEMS_A_TURN = 64;

export async function inSlices<Item>(
  items: readonly Item[],
  each: (item: Item) => void,
): Promise<void> {
  for (let start = 0; start < items.length; start += ITEMS_A_TURN) {
    if (start > 0) await nextTurn();
    items.slice(start, start + ITEMS_A_TURN).forEach(each);
  }
}
