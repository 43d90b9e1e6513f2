/**
 * What the compiler must say of kinds that are derived from registries: exactly the keys, and each with its own settings. Nothing
 * here runs; a kind that is not followed does not compile.
 */
import type {
  PosteriorKind,
  POSTERIORS,
  PosteriorSpec,
} from '../../src/sampler/posterior/posteriors.js';
import type { SolverKind } from '../../src/sampler/sampler.js';
import type { SolverSpec } from '../../src/sampler/sampling-plan.js';
import type { ScheduleSpec } from '../../src/sampler/schedule.js';
import type { Solver } from '../../src/sampler/solver/solver.js';
import type { SOLVERS } from '../../src/sampler/solver/solvers.js';
import type { SamplingChoice } from '../../src/sampling/sampling-settings.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

export const follows: readonly true[] = [
  true satisfies Same<SolverKind, keyof typeof SOLVERS | 'projdiff'>,
  true satisfies Same<SolverSpec['kind'], SolverKind>,
  true satisfies Same<SamplingChoice['solver'], SolverKind | undefined>,
  true satisfies Same<PosteriorKind, keyof typeof POSTERIORS>,
  true satisfies Same<PosteriorSpec['kind'], PosteriorKind>,
  true satisfies Same<SamplingChoice['posterior'], PosteriorKind | undefined>,
  // @ts-expect-error a kind that no registry has is no kind
  true satisfies Same<SolverKind, keyof typeof SOLVERS | 'projdiff' | 'rk45'>,
];

export const solver = { kind: 'heun', churn: 0 } satisfies SolverSpec;
// @ts-expect-error no such solver
export const unknownSolver = { kind: 'rk45', churn: 0 } satisfies SolverSpec;
const curve = { sigmaMin: 1, sigmaMax: 2, rho: 7, steps: 3 };
// @ts-expect-error no such curve
export const unknownSchedule = { kind: 'cosine', ...curve } satisfies ScheduleSpec;
// @ts-expect-error no such posterior
export const unknownPosterior = { kind: 'magic' } satisfies PosteriorSpec;
// @ts-expect-error dirac says which stem it constrains
export const bareDirac = { kind: 'dirac' } satisfies PosteriorSpec;
// @ts-expect-error the other posterior's settings
export const mixedUp = { kind: 'gaussian', constrainedStem: 0 } satisfies PosteriorSpec;
// @ts-expect-error consistent has no settings
export const tooMuch = { kind: 'consistent', gammaPerSigma: 1 } satisfies PosteriorSpec;
const bends = { sigmaMin: 1, sigmaMax: 2, sigmaRefine: 1.5, steps: 3 };
// @ts-expect-error a curve has a curvature, `refine` a level
export const bent = { kind: 'karras', ...bends } satisfies ScheduleSpec;
export const refined = { kind: 'refine', ...bends } satisfies ScheduleSpec;

/** A plan's kind tells its settings apart. */
export function constrainedStem(spec: PosteriorSpec): number | undefined {
  return spec.kind === 'dirac' ? spec.constrainedStem : undefined;
}

export function anyConstrainedStem(spec: PosteriorSpec): unknown {
  // @ts-expect-error not every posterior has one
  return spec.constrainedStem;
}

export function endsClean(solver: Solver): unknown {
  // @ts-expect-error how much noise is left between steps is the sampler's
  return solver.endsClean;
}
