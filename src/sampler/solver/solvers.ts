/**
 * The solvers of the probability-flow equation, by the names that plans have for them. An entry makes one fresh for a run.
 *
 * A solver is added here and in a file of its own: plans, cards, the command line and OSC follow. Churn and correction are
 * the sampler's (ode-sampler.ts).
 */
import { kindsOf } from '../kinds-of.js';
import { dpmpp2m } from './dpmpp2m.js';
import { euler } from './euler.js';
import { heun } from './heun.js';
import type { Solver } from './solver.js';

export const SOLVERS = { euler, heun, dpmpp2m } satisfies Record<string, () => Solver>;

export type OdeSolverKind = keyof typeof SOLVERS;
export const ODE_SOLVER_KINDS = kindsOf(SOLVERS);
