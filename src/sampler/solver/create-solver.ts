/**
 * From a solver's name in a plan to the solver, fresh for one run. Churn is the sampler's: it adds
 * the noise.
 */
import type { SolverSpec } from '../sampling-plan.js';
import { dpmpp2m } from './dpmpp2m.js';
import { euler } from './euler.js';
import { heun } from './heun.js';
import { projdiff } from './projdiff.js';
import type { Solver } from './solver.js';

export function createSolver(kind: SolverSpec['kind']): Solver {
  switch (kind) {
    case 'euler':
      return euler();
    case 'heun':
      return heun();
    case 'dpmpp2m':
      return dpmpp2m();
    case 'projdiff':
      return projdiff();
  }
}
