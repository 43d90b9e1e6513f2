/** The few statistics the tests of noise and solvers are stated in. */
import { correlation as pearson } from '../../src/evaluation/correlation.js';

type Series = Float32Array | Float64Array | readonly number[];

export function mean(values: Series): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

export function rms(values: Series): number {
  return Math.sqrt(mean(Float64Array.from(values, (value) => value * value)));
}

/** Of the mean of independent values: their deviation (n - 1) over sqrt(n); NaN for fewer than two. */
export function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** rms of a - b */
export function rmsDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return rms(Float64Array.from(a, (value, i) => value - b[i]!));
}

/** largest |a - b|; NaN where one of them is, so that no bound holds */
export function maxDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`maxDistance: ${a.length} and ${b.length} values`);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

/**
 * Mean product of two series of mean 0 and variance 1: of deviation 1/sqrt(n) when they are
 * independent.
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum / a.length;
}

/** Of a sorted copy; the mean of the two in the middle. */
export function median(values: Series): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle - 1)]!) / 2;
}

/** Spearman's: Pearson's correlation of the ranks, equal values sharing the mean of theirs; 1 for the same order. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  return pearson(ranks(a), ranks(b));
}

function ranks(values: readonly number[]): Float64Array {
  const sorted = Float64Array.from(values).sort();
  return Float64Array.from(
    values,
    (value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2,
  );
}

/** Slope of the least-squares line through (log x, log y). */
export function logLogSlope(x: readonly number[], y: readonly number[]): number {
  const logX = x.map(Math.log);
  const logY = y.map(Math.log);
  const meanX = mean(logX);
  const meanY = mean(logY);
  const covariance = mean(logX.map((value, i) => (value - meanX) * (logY[i]! - meanY)));
  return covariance / mean(logX.map((value) => (value - meanX) ** 2));
}

/** Largest distance of the empirical distribution from the standard normal one. */
export function kolmogorovSmirnovDistance(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  let most = 0;
  sorted.forEach((value, i) => {
    const expected = normalCdf(value);
    most = Math.max(most, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  });
  return most;
}

/** Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8. */
export function normalCdf(x: number): number {
  if (x < 0) return 1 - normalCdf(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const polynomial = series.reduceRight((sum, coefficient) => t * (coefficient + sum), 0);
  return 1 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
