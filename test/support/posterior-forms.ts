/**
 * Where the sampler ends in the limit of many steps on the Gaussian prior, per posterior, in closed
 * form: the solution at sigma = 0 of dx/dsigma = (x - D~(x; sigma))/sigma from x(sigma0) = start.
 *
 * Equal lambdas but for the last: the contrast of two stems, and P x, then follow the prior's
 *
 *   form 1   x(sigma) = x(sigma0) sqrt((lambda + sigma^2) / (lambda + sigma0^2))
 */
import type { Vector } from './reference-flow.js';

/** sqrt(lambda / (lambda + sigma0^2)): what is left at sigma = 0 of a unit at sigma0 */
export function shrinkage(lambda: number, sigma0: number): number {
  return Math.sqrt(lambda / (lambda + sigma0 * sigma0));
}

export function generationLimit(lambdas: Vector, start: Vector, sigma0: number): Vector {
  return start.map((value, k) => value * shrinkage(lambdas[k]!, sigma0));
}

/** x = y/K + P(start) by form 1, for any number of stems of one lambda */
export function consistentLimit(lambda: number, start: Vector, sigma0: number, y: number): Vector {
  const center = average(start);
  return start.map((v) => y / start.length + (v - center) * shrinkage(lambda, sigma0));
}

/**
 * Stem s constrained, one lambda: contrasts of the K - 1 free stems by form 1, and for their sum w
 *   w - (K - 1) y/K  proportional to  (lambda + sigma^2)^(K/2)
 */
export function diracLimit(
  lambda: number,
  start: Vector,
  sigma0: number,
  y: number,
  s: number,
): Vector {
  const stems = start.length;
  const free = start.filter((_, k) => k !== s);
  const rest = ((stems - 1) * y) / stems;
  const w0 = average(free) * free.length;
  const w = rest + (w0 - rest) * shrinkage(lambda, sigma0) ** stems;
  return start.map((value, k) =>
    k === s ? y - w : w / free.length + (value - average(free)) * shrinkage(lambda, sigma0),
  );
}

/**
 * Two stems of unequal lambdas, the second constrained:
 *   x_1 = y (l1 + sigma^2)/(l1 - l2) + C sqrt((l1 + sigma^2)(l2 + sigma^2))
 */
export function diracLimitOfTwo(
  [l1, l2]: readonly [number, number],
  start: number,
  sigma0: number,
  y: number,
): Vector {
  const s2 = sigma0 * sigma0;
  const c = (start - (y * (l1 + s2)) / (l1 - l2)) / Math.sqrt((l1 + s2) * (l2 + s2));
  const first = (y * l1) / (l1 - l2) + c * Math.sqrt(l1 * l2);
  return [first, y - first];
}

/**
 * gamma such that half of the gradient is 1/(K sigma) (y - sum x), i.e. g = sqrt(K/2); one lambda:
 * contrasts by form 1,
 *   sum x = y (lambda + sigma^2)/lambda + C sigma sqrt(lambda + sigma^2)
 * at any sigma, because at 0 the sum is y whatever the constant was.
 */
export function gaussianPath(
  lambda: number,
  start: Vector,
  sigma0: number,
  sigma: number,
  y: number,
): Vector {
  const variance0 = lambda + sigma0 * sigma0;
  const variance = lambda + sigma * sigma;
  const sum0 = average(start) * start.length;
  const c = (sum0 - (y * variance0) / lambda) / (sigma0 * Math.sqrt(variance0));
  const sum = (y * variance) / lambda + c * sigma * Math.sqrt(variance);
  const shrunk = Math.sqrt(variance / variance0);
  return start.map((value) => sum / start.length + (value - average(start)) * shrunk);
}

function average(v: Vector): number {
  return v.reduce((sum, value) => sum + value, 0) / v.length;
}
