/**
 * Clock: time as an argument, so that heartbeats, expiry and rate limits can be tested without waiting.
 */
export interface Clock {
  /** monotonic; its zero means nothing */
  nowMs(): number;
  /** @returns a function that stops the repetition */
  every(periodMs: number, action: () => void): () => void;
  /** @returns a function that calls it off */
  after(delayMs: number, action: () => void): () => void;
}

/** Its timers do not keep the process alive: sockets do. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  every(periodMs, action) {
    const timer = setInterval(action, periodMs).unref();
    return () => {
      clearInterval(timer);
    };
  },
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
