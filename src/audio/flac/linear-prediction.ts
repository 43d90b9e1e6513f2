/**
 * Linear prediction of a block of samples (RFC 9639 section 9.2.6): the predictor of up to eight samples that leaves the least, and
 * what it lacks.
 *
 *   residual[n] = sample[n] - floor(sum over i of coefficient[i] * sample[n-1-i] / 2^shift)
 *
 * Coefficients are found by the Levinson-Durbin recursion from the autocorrelation of the windowed block, and rounded to 14 bits,
 * the error of each handed on to the next. Sums are taken in 64-bit floating point: 8 products of 14 and 25 bits are exact there.
 */

export interface LinearPredictor {
  readonly coefficients: Int32Array;
  readonly shift: number;
}

export const COEFFICIENT_BITS = 14;

const LARGEST_ORDER = 8;
const LARGEST_COEFFICIENT = 2 ** (COEFFICIENT_BITS - 1) - 1;
const LARGEST_SHIFT = 15;
/** Twice that, folded, still is a positive number of 31 bits. */
const LARGEST_RESIDUAL = 2 ** 29 - 1;

/** @returns undefined where there is nothing to predict, or nothing to be gained */
export function linearPredictor(samples: Int32Array, depth: number): LinearPredictor | undefined {
  const lags = autocorrelation(windowed(samples), LARGEST_ORDER);
  if (samples.length <= 2 * LARGEST_ORDER || lags[0] === 0) return undefined;
  let best: { readonly bits: number; readonly coefficients: Float64Array } | undefined;
  for (const { coefficients, error } of predictors(lags)) {
    const order = coefficients.length;
    const each = 0.5 * Math.log2(Math.max(error / samples.length, 1));
    const bits = each * (samples.length - order) + order * (depth + COEFFICIENT_BITS);
    if (best === undefined || bits < best.bits) best = { bits, coefficients };
  }
  return best === undefined ? undefined : rounded(best.coefficients);
}

/**
 * Writes what the predictor lacks behind as many samples as it looks back.
 * @returns whether all of it is small enough to be coded
 */
export function linearResidual(
  samples: Int32Array,
  { coefficients, shift }: LinearPredictor,
  into: Int32Array,
): boolean {
  const order = coefficients.length;
  const scale = 2 ** -shift;
  for (let t = order; t < samples.length; t++) {
    let sum = 0;
    for (let i = 0; i < order; i++) sum += coefficients[i]! * samples[t - 1 - i]!;
    const residual = samples[t]! - Math.floor(sum * scale);
    if (Math.abs(residual) > LARGEST_RESIDUAL) return false;
    into[t] = residual;
  }
  return true;
}

/** By a Welch window, a parabola. */
function windowed(samples: Int32Array): Float64Array {
  const middle = (samples.length - 1) / 2;
  const reach = (samples.length + 1) / 2;
  return Float64Array.from(samples, (sample, t) => sample * (1 - ((t - middle) / reach) ** 2));
}

function autocorrelation(row: Float64Array, lags: number): Float64Array {
  const sums = new Float64Array(lags + 1);
  for (let lag = 0; lag <= lags; lag++) {
    let sum = 0;
    for (let t = lag; t < row.length; t++) sum += row[t]! * row[t - lag]!;
    sums[lag] = sum;
  }
  return sums;
}

/** Of every order, with the power of what they lack, as long as that falls. */
function* predictors(
  lags: Float64Array,
): Generator<{ readonly coefficients: Float64Array; readonly error: number }> {
  let error = lags[0]!;
  let coefficients = new Float64Array(0);
  for (let order = 1; order < lags.length; order++) {
    let reflection = lags[order]!;
    for (let i = 0; i < order - 1; i++) reflection -= coefficients[i]! * lags[order - 1 - i]!;
    reflection /= error;
    const next = new Float64Array(order);
    for (let i = 0; i < order - 1; i++) {
      next[i] = coefficients[i]! - reflection * coefficients[order - 2 - i]!;
    }
    next[order - 1] = reflection;
    error *= 1 - reflection ** 2;
    coefficients = next;
    if (!(error > 0)) return;
    yield { coefficients, error };
  }
}

function rounded(coefficients: Float64Array): LinearPredictor | undefined {
  const largest = coefficients.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const shift = Math.min(LARGEST_SHIFT, Math.floor(Math.log2(LARGEST_COEFFICIENT / largest)));
  if (!(shift >= 0)) return undefined;
  let left = 0;
  const whole = Int32Array.from(coefficients, (value) => {
    const wanted = value * 2 ** shift + left;
    const taken = Math.max(-LARGEST_COEFFICIENT, Math.min(LARGEST_COEFFICIENT, Math.round(wanted)));
    left = wanted - taken;
    return taken;
  });
  return { coefficients: whole, shift };
}
