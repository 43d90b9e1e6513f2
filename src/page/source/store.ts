/**
 * Store: what a part of the page shows, as one value that changes as a whole.
 */
import { useEffect, useState } from 'preact/hooks';

export class Store<Shown extends object> {
  #shown: Shown;
  readonly #listeners = new Set<(shown: Shown) => void>();

  constructor(first: Shown) {
    this.#shown = first;
  }

  get shown(): Shown {
    return this.#shown;
  }

  change(change: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...change };
    for (const listener of this.#listeners) listener(this.#shown);
  }

  /** @returns a function that ends it */
  listen(listener: (shown: Shown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** What the store has now, and again whenever that changes. */
export function useShown<Shown extends object>(store: Store<Shown>): Shown {
  const [shown, setShown] = useState(store.shown);
  useEffect(() => store.listen(setShown), [store]);
  return shown;
}
