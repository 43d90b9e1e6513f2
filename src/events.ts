/**
 * Events: hands events to everybody who asked for them, in one order for all.
 *
 * A listener cannot break the engine: what it throws (or rejects with) is logged and the others hear the event all the
 * same. What a listener causes while it listens, for instance by cancelling a job, is emitted after the event at hand.
 */
import type { LogPort } from './log-port.js';

/** What it returns is of no use, but a promise that rejects is logged as a failure. */
export type Listener<Event> = (event: Event) => unknown;

export class Events<Event extends { readonly kind: string; readonly jobId?: string }> {
  readonly #log: LogPort;
  readonly #listeners = new Set<{ readonly listener: Listener<Event> }>();
  readonly #pending: Event[] = [];
  #isEmitting = false;

  constructor(log: LogPort) {
    this.#log = log;
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: Listener<Event>): () => void {
    // the same function may listen twice, and each subscription ends by itself
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(event: Event): void {
    this.#pending.push(event);
    if (this.#isEmitting) return;
    this.#isEmitting = true;
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      for (const { listener } of this.#listeners) this.#emitTo(listener, next);
    }
    this.#isEmitting = false;
  }

  #emitTo(listener: Listener<Event>, event: Event): void {
    const failed = (error: unknown) => {
      const { jobId, kind } = event;
      this.#log.error({ err: error, jobId, event: kind }, 'a listener of events failed');
    };
    try {
      const outcome = listener(event);
      if (outcome instanceof Promise) outcome.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
