/**
 * What every way of sampling shares: what a run needs, and its state on the way from noise to stems.
 *
 *   x = sigma_0 eps, started by the posterior
 *   D~(x; sigma) with x put on the posterior's constraint first; counted, reported, refused once the run is cancelled
 *   x += deviation eps, as the posterior admits it
 *   x projected at sigma = 0
 *
 * It takes no steps of its own: those are the ODE sampler's (ode-sampler.ts) and ProjDiff's (projdiff-sampler.ts).
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

export interface SamplerRun {
  readonly shape: StemShape;
  /** N + 1 noise levels, strictly decreasing to 0 */
  readonly schedule: Float64Array;
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
 * Puts x on the posterior's constraint, in place, and returns D~(x; sigma). The caller may change it, and has it until
 * the evaluation after the next: two blocks take turns.
 */
export type Evaluate = (x: StemBlock, sigma: number) => Promise<StemBlock>;

export interface SamplerState {
  /** at sigma_0 to begin with; steps change it in place */
  readonly x: StemBlock;
  readonly evaluate: Evaluate;
  /** x += deviation eps */
  readonly addNoise: (deviation: number) => void;
  /** Projects x at sigma = 0. */
  readonly finish: () => SamplerResult;
}

/**
 * @param evaluationsPerStep of the way of sampling; the step to sigma = 0 always takes one
 * @throws Error on an invalid argument; `evaluate` throws one on a denoiser that returns another shape, and OperationalError
 *   `cancelled` once `signal` has aborted
 */
export function startSampling(run: SamplerRun, evaluationsPerStep: number): SamplerState {
  requireValid(run);
  const { shape, schedule, resamplings, posterior, noise, coverNoise } = run;
  const { scratch = new Scratch(), signal, onProgress } = run;
  const block = (name: string) => stemBlockIn(scratch.floats(name, samplesOf(shape)), shape);
  const blocks = [block('even evaluations'), block('odd evaluations')] as const;
  const total = resamplings * ((schedule.length - 2) * evaluationsPerStep + 1);
  const x = createStemBlock(shape);
  let eps: StemBlock | undefined;
  let evaluations = 0;

  noise.fill(x);
  for (let i = 0; i < x.data.length; i++) x.data[i]! *= schedule[0]!;
  posterior.start(x, schedule[0]!);
  return {
    x,
    evaluate: async (state, sigma) => {
      throwIfCancelled(signal);
      posterior.project(state, sigma, coverNoise);
      const denoised = await posterior.denoise(state, sigma, blocks[evaluations % 2 === 0 ? 0 : 1]);
      requireStemShape('denoiser output', denoised, shape);
      evaluations++;
      onProgress?.(evaluations / total);
      return denoised;
    },
    addNoise: (deviation) => {
      eps ??= block('added noise');
      noise.fill(eps);
      posterior.admit?.(eps);
      addScaled(x.data, deviation, eps.data);
    },
    finish: () => {
      posterior.project(x, 0, coverNoise);
      return { stems: x, evaluations };
    },
  };
}

/** Churn (Karras et al. 2022, algorithm 2): sigmaHat / sigma = 1 + gamma, gamma = min(churn/N, sqrt(2) - 1). */
export function churnGamma({ churn, schedule }: SamplerRun): number {
  return Math.min(churn / (schedule.length - 1), Math.SQRT2 - 1);
}

function addScaled(out: Float32Array, scale: number, values: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += scale * values[i]!;
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
