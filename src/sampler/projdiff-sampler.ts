/**
 * The ProjDiff sampler (Zhang et al. 2024, arXiv 2406.06959, as its code separates music): not along the flow but a descent on
 * the stems themselves. u is the estimate, x the estimate under fresh noise.
 *
 *   x = sigma_0 eps, started by the posterior
 *   for each level sigma_i, R times:
 *     m = m/2 + (D~(x; sigma_i) - u)/2               the second step's m is the difference alone
 *     u = u + m/2                                    the first step's u is D~
 *     x = u + sigma eps                              eps fresh in every step; sigma of the next step, none after the last
 *   x projected at sigma = 0
 *
 * A sample of the flow carries the prior's spread; the mean of what the stems may be does not, and errors of a stem are least
 * there. This goes to the mean: with `consistent` D~ and u lie in the plane where the stems sum to the mixture, which is the
 * projection of the name, and on a Gaussian prior of variances lambda_k the estimate at rest is
 *
 *   u_k = y (lambda_k + sigma^2) / sum_j (lambda_j + sigma^2)  ->  y lambda_k / sum_j lambda_j      the posterior's mean
 *
 * Its N evaluations a noise level are R here. Churn raises a level as it does for the ODE sampler. It is for separation:
 * nothing would be left of what only noise decides.
 */
import { createStemBlock } from '../signal/stem-block.js';
import { churnGamma, startSampling, type SamplerResult, type SamplerRun } from './sampler-run.js';

/** How much of m is kept, and how far a step goes along it; as published for one evaluation a level. */
const MOMENTUM = 0.5;
const STEP = 0.5;

export async function sampleByProjdiff(run: SamplerRun): Promise<SamplerResult> {
  const { shape, schedule, resamplings } = run;
  const { x, evaluate, addNoise, finish } = startSampling(run, 1);
  const gamma = churnGamma(run);
  const estimate = createStemBlock(shape);
  const steps = (schedule.length - 1) * resamplings;
  let momentum: Float32Array | null = null;
  for (let step = 0; step < steps; step++) {
    const sigma = schedule[Math.floor(step / resamplings)]!;
    const sigmaNext = schedule[Math.floor((step + 1) / resamplings)]!;
    const sigmaHat = sigma * (1 + gamma);
    if (gamma > 0) addNoise(Math.sqrt(sigmaHat ** 2 - sigma ** 2));
    const { data: denoised } = await evaluate(x, sigmaHat);
    if (step === 0) estimate.data.set(denoised);
    else momentum = descend(estimate.data, momentum, denoised);
    x.data.set(estimate.data);
    if (sigmaNext > 0) addNoise(sigmaNext);
  }
  return finish();
}

/** u <- u + m/2, in place; @returns m */
function descend(
  estimate: Float32Array,
  momentum: Float32Array | null,
  denoised: Float32Array,
): Float32Array {
  const keep = momentum === null ? 0 : MOMENTUM;
  const moved = momentum ?? new Float32Array(estimate.length);
  for (let i = 0; i < estimate.length; i++) {
    moved[i] = keep * moved[i]! + (1 - keep) * (denoised[i]! - estimate[i]!);
    estimate[i]! += STEP * moved[i]!;
  }
  return moved;
}
