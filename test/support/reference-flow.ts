/**
 * The limit a posterior's sampler converges to on the Gaussian prior, by another way than the sampler's: the flow
 *
 *   dx/dln(sigma) = x - D~(x; sigma)
 *
 * written out for one frame in double precision and integrated by the classical fourth-order Runge-Kutta method. For
 * posteriors and priors without a closed form.
 */
import { gain } from './gaussian-denoiser.js';

export type Vector = readonly number[];

/** x - D~(x; sigma) for one frame */
export type Drift = (x: Vector, sigma: number) => Vector;

/**
 * Fixed steps in ln(sigma). Its own error, at 0.004 a step and rates of at most K = 4: of the order of
 * (4 * 0.004)^4 = 7e-8 of the state; below sigmaEnd = 1e-7 a stem of 1e-4 still moves by (1e-7/1e-4)^2 = 1e-6 of
 * itself.
 */
export function flowLimit(drift: Drift, start: Vector, sigmaStart: number): Vector {
  const sigmaEnd = 1e-7;
  const steps = Math.ceil(Math.log(sigmaStart / sigmaEnd) / 0.004);
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
