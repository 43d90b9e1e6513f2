/**
 * The ODE sampler: from noise to stems along a falling noise level (Mariani et al. 2024, algorithm 1,
 * with churn as in Karras et al. 2022, algorithm 2, and any solver in Euler's place).
 *
 *   x = sigma_0 eps, started by the posterior
 *   for each interval sigma_i -> sigma_{i+1}, R times:
 *     sigmaHat = sigma_i (1 + gamma), gamma = min(churn/N, sqrt(2) - 1)
 *     x += sqrt(sigmaHat^2 - sigma_i^2) eps                      churn, if gamma > 0
 *     x = solver step from sigmaHat to sigma_{i+1}               projects before each evaluation
 *     x += sqrt(sigma_i^2 - sigma_{i+1}^2) eps                   correction, but after repeat R
 *   x projected at sigma = 0
 *
 * It knows no model, no chunks, no clock; all randomness comes through the run's two noises.
 */
import { churnGamma, startSampling, type SamplerResult, type SamplerRun } from './sampler-run.js';
import type { Solver } from './solver/solver.js';

/** @param solver used by this run only */
export async function sampleByOde(run: SamplerRun, solver: Solver): Promise<SamplerResult> {
  const { schedule, resamplings } = run;
  const { x, evaluate, addNoise, finish } = startSampling(run, solver.evaluationsPerStep);
  const gamma = churnGamma(run);
  const leaveTrajectory = (deviation: number): void => {
    addNoise(deviation);
    solver.forget();
  };
  for (let i = 0; i < schedule.length - 1; i++) {
    const sigma = schedule[i]!;
    const sigmaNext = schedule[i + 1]!;
    const sigmaHat = sigma * (1 + gamma);
    for (let repeat = 1; repeat <= resamplings; repeat++) {
      if (gamma > 0) leaveTrajectory(Math.sqrt(sigmaHat ** 2 - sigma ** 2));
      await solver.step(x, sigmaHat, sigmaNext, evaluate);
      if (repeat < resamplings) leaveTrajectory(Math.sqrt(sigma ** 2 - sigmaNext ** 2));
    }
  }
  return finish();
}
