/**
 * Schedule: the noise levels sigma_0 = sigmaMax > ... > sigma_{N-1} = sigmaMin > sigma_N = 0 of a
 * run.
 *
 *   karras       sigma_i = (sigmaMax^(1/rho) + u_i (sigmaMin^(1/rho) - sigmaMax^(1/rho)))^rho
 *                (Karras et al. 2022, "Elucidating the Design Space", equation 5)
 *   exponential  sigma_i = sigmaMax (sigmaMin / sigmaMax)^u_i      (karras with rho -> infinity)
 *   linear       sigma_i = sigmaMax + u_i (sigmaMin - sigmaMax)    (karras with rho = 1)
 *   refine       sigma_i = sigmaRefine (sigmaMin / sigmaRefine)^v_i, from i = 1 on
 *
 * with u_i = i / (N - 1) and v_i = (i - 1) / (N - 2). For N = 1 there is no room for sigmaMin: the levels are
 * sigmaMax, 0. `refine` is for models that separate in one step from noise alone: the first step estimates, the
 * others improve the estimate; models/kit/stemwright_kit/training/few_steps.py trains on the same levels.
 */
import type { ScheduleSpec } from './sampling-plan.js';

/**
 * @returns N + 1 strictly decreasing levels, the first exactly sigmaMax, the last 0
 * @throws Error when a field is out of range
 */
export function createSchedule(spec: ScheduleSpec): Float64Array {
  requireValid(spec);
  const { steps, sigmaMin, sigmaMax } = spec;
  const sigmas = new Float64Array(steps + 1);
  for (let i = 1; i < steps - 1; i++) sigmas[i] = levelAt(spec, i);
  // The ends are the caller's numbers, not their round trip through powers.
  if (steps > 1) sigmas[steps - 1] = sigmaMin;
  sigmas[0] = sigmaMax;
  return sigmas;
}

function levelAt(spec: ScheduleSpec, i: number): number {
  const { kind, steps, sigmaMin, sigmaMax } = spec;
  const u = i / (steps - 1);
  switch (kind) {
    case 'karras':
      return (
        (sigmaMax ** (1 / spec.rho) +
          u * (sigmaMin ** (1 / spec.rho) - sigmaMax ** (1 / spec.rho))) **
        spec.rho
      );
    case 'exponential':
      return sigmaMax * (sigmaMin / sigmaMax) ** u;
    case 'linear':
      return sigmaMax + u * (sigmaMin - sigmaMax);
    case 'refine':
      return spec.sigmaRefine * (sigmaMin / spec.sigmaRefine) ** ((i - 1) / (steps - 2));
  }
}

function requireValid(spec: ScheduleSpec): void {
  const { kind, steps, sigmaMin, sigmaMax } = spec;
  if (!Number.isInteger(steps) || steps < 1) {
    throw new Error(`createSchedule: steps must be an integer >= 1, got ${steps}`);
  }
  if (!(sigmaMin > 0)) throw new Error(`createSchedule: sigmaMin must be > 0, got ${sigmaMin}`);
  if (!(sigmaMax > sigmaMin && Number.isFinite(sigmaMax))) {
    throw new Error(
      `createSchedule: sigmaMax must be finite and > sigmaMin ${sigmaMin}, got ${sigmaMax}`,
    );
  }
  if (kind === 'karras' && !(spec.rho > 0 && Number.isFinite(spec.rho))) {
    throw new Error(`createSchedule: rho must be finite and > 0, got ${spec.rho}`);
  }
  if (kind === 'refine' && !(spec.sigmaRefine > sigmaMin && spec.sigmaRefine < sigmaMax)) {
    throw new Error(
      `createSchedule: sigmaRefine must be between sigmaMin ${sigmaMin} and sigmaMax ${sigmaMax}, ` +
        `got ${spec.sigmaRefine}`,
    );
  }
}
