/**
 * The sampler: from noise to stems along a falling noise level (Mariani et al. 2024, algorithm 1,
 * with churn as in Karras et al. 2022, algorithm 2, and any solver in Euler's place).
 *
 *   x = sigma_0 eps, started by the posterior
 *   for each interval sigma_i -> sigma_{i+1}, R times:
 *     sigmaHat = sigma_i (1 + gamma), gamma = min(churn/N, sqrt(2) - 1)
 *     x += sqrt(sigmaHat^2 - sigma_i^2) eps                      churn, if gamma > 0
 *     x = solver step from sigmaHat to sigma_{i+1}               projects before each evaluation
 *     x += sqrt(sigma_i^2 - sigma_{i+1}^2) eps                   correction, but after repeat R
 *                                                                (a solver that ends clean: up to sigma_i, then sigma_{i+1})
 *   x projected at sigma = 0
 *
 * It knows no model, no chunks, no clock; all randomness comes through its two noise arguments.
 */
import { throwIfCancelled } from '../operational-error.js';
import type { Noise } from '../signal/gaussian-noise.js';
import { Scratch } from '../signal/scratch.js';
import {
  createStemBlock,
  requireStemShape,
  samplesOf,
  stemBlockIn,
  type StemBlock,
  type StemShape,
} from '../signal/stem-block.js';
import type { Posterior } from './posterior/posterior.js';
import type { Evaluate, Solver } from './solver/solver.js';

export interface SamplerRun {
  readonly shape: StemShape;
  /** N + 1 noise levels, strictly decreasing to 0 */
  readonly schedule: Float64Array;
  /** used by this run only */
  readonly solver: Solver;
  /** S_churn of the whole run, >= 0 */
  readonly churn: number;
  /** R, how often each interval is stepped through, >= 1 */
  readonly resamplings: number;
  readonly posterior: Posterior;
  /** the start, churn and correction */
  readonly noise: Noise;
  /**
   * what known audio is covered with: a stream of its own, so that knowing more shifts no draw of
   * `noise`
   */
  readonly coverNoise: Noise;
  /** what the run works in; memory of its own by default */
  readonly scratch?: Scratch | undefined;
  readonly signal?: AbortSignal | undefined;
  /** fraction of the evaluations done, strictly increasing, the last exactly 1 */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

export interface SamplerResult {
  readonly stems: StemBlock;
  /** how often the denoiser was called */
  readonly evaluations: number;
}

/**
 * @throws Error on an invalid argument, or a denoiser that returns another shape
 * @throws OperationalError `cancelled`, before the next evaluation after `signal` aborts
 */
export async function sample(run: SamplerRun): Promise<SamplerResult> {
  requireValid(run);
  const { shape, schedule, solver, resamplings, posterior, noise, coverNoise } = run;
  const { scratch = new Scratch() } = run;
  const { evaluate, evaluations } = countedEvaluation(run);
  const steps = schedule.length - 1;
  const gamma = Math.min(run.churn / steps, Math.SQRT2 - 1);
  const x = createStemBlock(shape);
  let eps: StemBlock | undefined;
  const addNoise = (deviation: number): void => {
    eps ??= stemBlockIn(scratch.floats('added noise', samplesOf(shape)), shape);
    noise.fill(eps);
    posterior.admit?.(eps);
    addScaled(x.data, deviation, eps.data);
    solver.forget();
  };

  noise.fill(x);
  for (let i = 0; i < x.data.length; i++) x.data[i]! *= schedule[0]!;
  posterior.start(x, schedule[0]!);
  for (let i = 0; i < steps; i++) {
    const sigma = schedule[i]!;
    const sigmaNext = schedule[i + 1]!;
    const sigmaHat = sigma * (1 + gamma);
    for (let repeat = 1; repeat <= resamplings; repeat++) {
      if (gamma > 0) addNoise(Math.sqrt(sigmaHat ** 2 - sigma ** 2));
      await solver.step(x, sigmaHat, sigmaNext, evaluate);
      const level = repeat < resamplings ? sigma : sigmaNext; // that the next step starts from
      const left = solver.endsClean ? 0 : sigmaNext;
      if (level > left) addNoise(Math.sqrt(level ** 2 - left ** 2));
    }
  }
  posterior.project(x, 0, coverNoise);
  return { stems: x, evaluations: evaluations() };
}

function addScaled(out: Float32Array, scale: number, values: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += scale * values[i]!;
}

/**
 * Project, then denoise: what a solver calls; counted, reported, and refused once the run is
 * cancelled.
 */
function countedEvaluation(run: SamplerRun): { evaluate: Evaluate; evaluations: () => number } {
  const { shape, schedule, solver, resamplings, posterior, coverNoise } = run;
  const { scratch = new Scratch(), signal, onProgress } = run;
  const total = resamplings * ((schedule.length - 2) * solver.evaluationsPerStep + 1);
  const block = (name: string) => stemBlockIn(scratch.floats(name, samplesOf(shape)), shape);
  const blocks = [block('even evaluations'), block('odd evaluations')] as const;
  let done = 0;
  return {
    evaluate: async (x, sigma) => {
      throwIfCancelled(signal);
      posterior.project(x, sigma, coverNoise);
      const denoised = await posterior.denoise(x, sigma, blocks[done % 2 === 0 ? 0 : 1]);
      requireStemShape('denoiser output', denoised, shape);
      done++;
      onProgress?.(done / total);
      return denoised;
    },
    evaluations: () => done,
  };
}

function requireValid({ schedule, churn, resamplings }: SamplerRun): void {
  const descends = schedule.every((sigma, i) => i === 0 || sigma < schedule[i - 1]!);
  if (schedule.length < 2 || schedule.at(-1) !== 0 || !descends) {
    throw new Error(`sample: schedule must fall strictly to 0, got ${schedule.join(', ')}`);
  }
  if (!(churn >= 0)) throw new Error(`sample: churn must be >= 0, got ${churn}`);
  if (!Number.isInteger(resamplings) || resamplings < 1) {
    throw new Error(`sample: resamplings must be an integer >= 1, got ${resamplings}`);
  }
}
