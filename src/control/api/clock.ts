/**
 * Clock: time as an argument, so that heartbeats, expiry and rate limits can be tested without waiting.
 */

/** 24 days: a timer of Node's that should run longer runs out at once, over and over, with a warning each time. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export interface Clock {
  /** monotonic; its zero means nothing */
  nowMs(): number;
  /** @param periodMs 24 days at most. @returns a function that stops the repetition */
  every(periodMs: number, action: () => void): () => void;
  /** @param delayMs what is longer than 24 days runs out then. @returns a function that calls it off */
  after(delayMs: number, action: () => void): () => void;
}

/** Its timers do not keep the process alive: sockets do. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  every(periodMs, action) {
    const timer = setInterval(action, timerDelayMs(periodMs)).unref();
    return () => {
      clearInterval(timer);
    };
  },
  after(delayMs, action) {
    const timer = setTimeout(action, timerDelayMs(delayMs)).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Whole, at least 1 and no more than a timer can hold; also for what is no number. */
function timerDelayMs(delayMs: number): number {
  return Math.max(1, Math.min(LONGEST_DELAY_MS, Math.ceil(delayMs) || 1));
}
