/**
 * Progress lines: what stands for a bar where none can be drawn, in a log, a pipe or on a terminal without a cursor. A line for every
 * tenth of the work, but none within ten seconds of the start or of the last one: short runs say nothing.
 */
import type { Bar } from './bar.js';
import { clock } from './clock-text.js';
import type { Console } from './console.js';

const LEAST_PERIOD_MS = 10_000;
/** where it is not known how much there is to do */
const UNKNOWN_PERIOD_MS = 60_000;
const LINES = 10;

/** @param nowMs milliseconds on any steady clock */
export function startProgressLines(
  note: Console['note'],
  nowMs: () => number = () => performance.now(),
): Bar {
  let toldMs = nowMs();
  let told = 0;
  return {
    show: ({ label, fraction, done, etaSeconds }) => {
      const waitedMs = nowMs() - toldMs;
      const reached = fraction === undefined ? undefined : Math.floor(fraction * LINES);
      const isDue =
        reached === undefined
          ? waitedMs >= UNKNOWN_PERIOD_MS
          : waitedMs >= LEAST_PERIOD_MS && reached > told && reached < LINES;
      if (!isDue) return;
      toldMs = nowMs();
      told = reached ?? told;
      const percent = fraction === undefined ? [] : [`${Math.floor(fraction * 100)} %`];
      const left = etaSeconds === undefined ? [] : [`${clock(etaSeconds)} left`];
      note(`${label}: ${[...percent, done, ...left].join(', ')}`);
    },
    stop: () => undefined,
  };
}
