/**
 * The limit a posterior's sampler converges to on the Gaussian prior, by another way than the
 * sampler's: the flow
 *
 *   dx/dln(sigma) = x - D~(x; sigma)
 *
 * written out for one frame in double precision and integrated by the classical fourth-order
 * Runge-Kutta method. For posteriors and priors without a closed form.
 */
import { gain } from './gaussian-denoiser.js';

export type Vector = readonly number[];

/** x - D~(x; sigma) for one frame */
export type Drift = (x: Vector, sigma: number) => Vector;

/**
 * Fixed steps of h = 0.005 in ln(sigma). Its own error with rates up to K = 4: 16 units of
 * ln(sigma) times (4 h)^4 / 120 = 2e-8 of the state. A stem of deviation 1e-4 moves below sigmaEnd
 * = 1e-7 by another (1e-7/1e-4)^2 = 1e-6 of itself.
 */
export function flowLimit(drift: Drift, start: Vector, sigmaStart: number): Vector {
  const sigmaEnd = 1e-7;
  const steps = Math.ceil(Math.log(sigmaStart / sigmaEnd) / 0.005);
  const h = Math.log(sigmaEnd / sigmaStart) / steps;
  let x = start;
  for (let i = 0; i < steps; i++) {
    const sigma = sigmaStart * Math.exp(i * h);
    const sigmaHalf = sigma * Math.exp(h / 2);
    const k1 = drift(x, sigma);
    const k2 = drift(along(x, h / 2, k1), sigmaHalf);
    const k3 = drift(along(x, h / 2, k2), sigmaHalf);
    const k4 = drift(along(x, h, k3), sigma * Math.exp(h));
    x = x.map((value, k) => value + (h / 6) * (k1[k]! + 2 * k2[k]! + 2 * k3[k]! + k4[k]!));
  }
  return x;
}

/**
 * The same limit for any start and mixture: the flow is linear in both together, so K + 1 runs of
 * it tell all.
 * @param limit of a start and a mixture sample y
 */
export function linearLimit(
  limit: (start: Vector, y: number) => Vector,
  stems: number,
): (start: Vector, y: number) => Vector {
  const zero = new Array<number>(stems).fill(0);
  const ofUnits = zero.map((_, j) =>
    limit(
      zero.map((_, k) => (k === j ? 1 : 0)),
      0,
    ),
  );
  const ofMixture = limit(zero, 1);
  return (start, y) =>
    ofMixture.map((share, k) => y * share + sum(start.map((value, j) => value * ofUnits[j]![k]!)));
}

function along(x: Vector, step: number, direction: Vector): Vector {
  return x.map((value, k) => value + step * direction[k]!);
}

/** v + (y - sum v)/K */
export function onMixture(v: Vector, y: number): Vector {
  const share = (y - sum(v)) / v.length;
  return v.map((value) => value + share);
}

/** v with stem s replaced by y - the others */
export function withRemainder(v: Vector, y: number, s: number): Vector {
  return v.map((value, k) => (k === s ? y - (sum(v) - value) : value));
}

export function consistentDrift(lambdas: Vector, y: number): Drift {
  return (x, sigma) => {
    const denoised = onMixture(
      x.map((value, k) => value * gain(lambdas[k]!, sigma)),
      y,
    );
    return x.map((value, k) => value - denoised[k]!);
  };
}

/** sigma (e_j - e_s) for the free stems; the constrained one moves so that the sum stays. */
export function diracDrift(lambdas: Vector, s: number): Drift {
  return (x, sigma) => {
    const e = x.map((value, k) => value * (1 - gain(lambdas[k]!, sigma)));
    const d = e.map((value) => value - e[s]!);
    return d.map((value, k) => (k === s ? -sum(d) : value));
  };
}

function sum(v: Vector): number {
  return v.reduce((total, value) => total + value, 0);
}
