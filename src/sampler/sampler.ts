/**
 * The sampler: from noise to stems the way that a plan's solver names, along the flow by one of the registered solvers, or by
 * ProjDiff, which is no solver of the flow but a sampler of its own. To a user both are values of one choice.
 */
import { sampleByOde } from './ode-sampler.js';
import { sampleByProjdiff } from './projdiff-sampler.js';
import type { SamplerResult, SamplerRun } from './sampler-run.js';
import { ODE_SOLVER_KINDS, SOLVERS, type OdeSolverKind } from './solver/solvers.js';

export type SolverKind = OdeSolverKind | 'projdiff';
export const SOLVER_KINDS: readonly SolverKind[] = [...ODE_SOLVER_KINDS, 'projdiff'];

/**
 * @throws Error on an invalid argument, or a denoiser that returns another shape
 * @throws OperationalError `cancelled`, before the next evaluation after `signal` aborts
 */
export async function sample(
  run: SamplerRun & { readonly solver: SolverKind },
): Promise<SamplerResult> {
  if (run.solver === 'projdiff') return sampleByProjdiff(run);
  return sampleByOde(run, SOLVERS[run.solver]());
}
