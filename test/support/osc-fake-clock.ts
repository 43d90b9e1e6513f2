/**
 * A clock that stands still until a test moves it.
 */
import type { Clock } from '../../src/control/api/clock.js';

export interface FakeClock extends Clock {
  /** Moves time on, running what falls due on the way in its order. */
  advance(ms: number): void;
}

interface Timer {
  dueMs: number;
  readonly periodMs: number | undefined;
  readonly action: () => void;
}

export function createFakeClock(): FakeClock {
  let nowMs = 0;
  const timers = new Set<Timer>();
  const start = (timer: Timer): (() => void) => {
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  return {
    nowMs: () => nowMs,
    every: (periodMs, action) => start({ dueMs: nowMs + periodMs, periodMs, action }),
    after: (delayMs, action) => start({ dueMs: nowMs + delayMs, periodMs: undefined, action }),
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.dueMs - b.dueMs);
        if (next === undefined || next.dueMs > untilMs) break;
        nowMs = next.dueMs;
        if (next.periodMs === undefined) timers.delete(next);
        else next.dueMs += next.periodMs;
        next.action();
      }
      nowMs = untilMs;
    },
  };
}
