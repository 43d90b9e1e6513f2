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
import { kindsOf } from './kinds-of.js';

interface LevelRange {
  readonly sigmaMin: number;
  readonly sigmaMax: number;
}

export interface CurvedSchedule extends LevelRange {
  readonly kind: CurvedScheduleKind;
  /** curvature of the Karras schedule (7 in the paper); other kinds ignore it */
  readonly rho: number;
}

export interface RefineSchedule extends LevelRange {
  readonly kind: 'refine';
  /** sigma_1 of three or more intervals, between sigmaMin and sigmaMax */
  readonly sigmaRefine: number;
}

export type ScheduleShape = CurvedSchedule | RefineSchedule;

export type ScheduleSpec = ScheduleShape & {
  /** N, the number of intervals, >= 1 */
  readonly steps: number;
};

/** sigma_i at u = u_i of the schedules that go from sigmaMax to sigmaMin in one curve. */
const CURVES = {
  karras: (u, { sigmaMin, sigmaMax, rho }) =>
    (sigmaMax ** (1 / rho) + u * (sigmaMin ** (1 / rho) - sigmaMax ** (1 / rho))) ** rho,
  exponential: (u, { sigmaMin, sigmaMax }) => sigmaMax * (sigmaMin / sigmaMax) ** u,
  linear: (u, { sigmaMin, sigmaMax }) => sigmaMax + u * (sigmaMin - sigmaMax),
} satisfies Record<string, (u: number, schedule: LevelRange & { rho: number }) => number>;

export type CurvedScheduleKind = keyof typeof CURVES;
export const CURVED_SCHEDULE_KINDS = kindsOf(CURVES);

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
  const { steps, sigmaMin } = spec;
  if (spec.kind === 'refine') {
    return spec.sigmaRefine * (sigmaMin / spec.sigmaRefine) ** ((i - 1) / (steps - 2));
  }
  return CURVES[spec.kind](i / (steps - 1), spec);
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
