/**
 * Tick fit: the straight line through the arrival times of a clock's ticks, which jitter.
 *
 *   t_i = t_n + periodMs * (i - n) + jitter        least squares over the last four seconds, n the newest tick
 *
 * With N ticks and jitter of standard deviation s the period's is s * sqrt(12 / N^3): for jitter of ±2 ms (s = 1.15 ms) and 120 bpm
 * (N = 192) 1.5 µs of 20.8 ms, which is 0.009 bpm; at 60 bpm 0.006, at 240 bpm 0.012.
 *
 * Ticks that a stalled machine delivers late are left out: those further from the line than three times the scale of the
 * residuals (1.48 * their median). When the newest half beat lies, by its median, off the line of the ticks before it by more
 * than jitter explains, the tempo has changed: then only that half beat is kept.
 */
export interface TickFit {
  /** between ticks */
  readonly periodMs: number;
  /** when the newest tick would have come without jitter */
  readonly lastMs: number;
}

export interface TickFitter {
  /** @returns the line with this tick, or undefined until there are enough of them */
  add(atMs: number): TickFit | undefined;
}

const WINDOW_MS = 4000;
/** so many at 25 bpm and below, where four seconds have fewer */
const LEAST_WINDOW_TICKS = 40;
const LEAST_TICKS = 6;
/** No clock is that slow (20 bpm: 125 ms): it was stopped, or unplugged. */
const MAX_GAP_MS = 500;

/** the newest ticks, half a beat, that show a new tempo */
const RECENT_TICKS = 12;
/**
 * The median of twelve that are uniform in ±a is off by a / sqrt(14), 0.27 a, and the end of the line by 0.08 a or so; their scale
 * is 0.74 a. So this is five times what is to be expected.
 */
const CHANGE_SCALES = 2;
/** of a clock without jitter: what a computer's timers are off by */
const LEAST_CHANGE_MS = 1;
const OUTLIER_SCALES = 3;
/** of a normal distribution: standard deviation / median absolute deviation */
const SCALE_OF_MEDIAN = 1.4826;

export function createTickFitter(): TickFitter {
  let timesMs: number[] = [];
  return {
    add(atMs) {
      const newest = timesMs.at(-1);
      if (newest !== undefined && atMs - newest > MAX_GAP_MS) timesMs = [];
      timesMs.push(atMs);
      while (timesMs.length > LEAST_WINDOW_TICKS && atMs - timesMs[0]! > WINDOW_MS) timesMs.shift();
      if (hasChanged(timesMs)) timesMs = timesMs.slice(-RECENT_TICKS);
      if (timesMs.length < LEAST_TICKS) return undefined;
      const { periodMs, atZeroMs } = robustLine(timesMs);
      if (periodMs <= 0) return undefined;
      return { periodMs, lastMs: atZeroMs + periodMs * (timesMs.length - 1) };
    },
  };
}

interface Line {
  readonly periodMs: number;
  /** at index 0 */
  readonly atZeroMs: number;
}

function hasChanged(timesMs: readonly number[]): boolean {
  const earlier = timesMs.slice(0, -RECENT_TICKS);
  if (earlier.length < RECENT_TICKS) return false;
  const line = robustLine(earlier);
  const scaleMs = SCALE_OF_MEDIAN * median(residuals(earlier, line).map(Math.abs));
  const offMs = Math.abs(median(residuals(timesMs, line).slice(-RECENT_TICKS)));
  return offMs > Math.max(LEAST_CHANGE_MS, CHANGE_SCALES * scaleMs);
}

function robustLine(timesMs: readonly number[]): Line {
  const everyTick = timesMs.map(() => true);
  const line = leastSquares(timesMs, everyTick);
  const offMs = residuals(timesMs, line).map(Math.abs);
  const limitMs = OUTLIER_SCALES * SCALE_OF_MEDIAN * median(offMs);
  const isNear = Array.from(offMs, (value) => value <= limitMs);
  return isNear.every(Boolean) ? line : leastSquares(timesMs, isNear);
}

function leastSquares(timesMs: readonly number[], isUsed: readonly boolean[]): Line {
  // relative to the first tick: sums of squares of times since the start of the machine would lose digits
  const originMs = timesMs[0]!;
  let [count, sumIndex, sumTime, sumSquare, sumProduct] = [0, 0, 0, 0, 0];
  timesMs.forEach((atMs, index) => {
    if (!isUsed[index]!) return;
    const time = atMs - originMs;
    count++;
    sumIndex += index;
    sumTime += time;
    sumSquare += index * index;
    sumProduct += index * time;
  });
  const spread = count * sumSquare - sumIndex * sumIndex;
  const periodMs = (count * sumProduct - sumIndex * sumTime) / spread;
  return { periodMs, atZeroMs: originMs + (sumTime - periodMs * sumIndex) / count };
}

function residuals(timesMs: readonly number[], { periodMs, atZeroMs }: Line): Float64Array {
  return Float64Array.from(timesMs, (atMs, index) => atMs - (atZeroMs + periodMs * index));
}

function median(values: Float64Array): number {
  // typed arrays sort by number, and many times faster than arrays with a comparison
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
