/**
 * Prefetch: runs an async iterable ahead of its consumer, so that the worker computes chunk n + 1 while the main
 * thread restores and writes chunk n. It holds at most `depth` finished items; it never reorders them.
 */

/**
 * @param depth how many items may wait, >= 1
 * @throws whatever the source throws, after the items before the failure have been delivered
 */
export async function* prefetch<T>(source: AsyncIterable<T>, depth: number): AsyncGenerator<T> {
  if (!Number.isInteger(depth) || depth < 1) {
    throw new Error(`prefetch: depth must be an integer >= 1, got ${depth}`);
  }
  const iterator = source[Symbol.asyncIterator]();
  const waiting: Promise<IteratorResult<T>>[] = [];
  const pull = () => {
    const next = iterator.next();
    // A failure is delivered when its turn comes; until then it must not count as unhandled.
    next.catch(() => undefined);
    waiting.push(next);
  };
  try {
    pull();
    for (;;) {
      const result = await waiting.shift()!;
      if (result.done === true) return;
      while (waiting.length < depth) pull();
      yield result.value;
    }
  } finally {
    // An early exit must not leave the source running: let what is under way settle, then close it.
    await Promise.allSettled(waiting);
    await iterator.return?.();
  }
}
