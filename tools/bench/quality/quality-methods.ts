/**
 * What the page of quality against cost compares: ways to separate with one network, each for a number of network
 * evaluations and of repeats R.
 *
 *   conditioned   the network is given the mixture; levels as the card's separation presets have them
 *   the prior     the network is given nothing and the posterior does all: 1 -> the card's least level, Karras, rho 7, as unconditional
 *                 models get by default (src/sampling/presets.ts)
 *   warm start    the first evaluation is given the mixture, the others refine its estimate from a low level
 *
 * Euler's method without churn where nothing else is said.
 */
import { PLAN_FALLBACKS } from '../../../src/sampling/knobs.js';
import type { DenoiserCard } from '../../../src/model/denoiser-card.js';
import { samplingPreset } from '../../../src/sampling/presets.js';
import { PUBLISHED_DIRAC, PUBLISHED_GAUSSIAN } from '../../../src/sampling/published-presets.js';
import type { PosteriorSpec } from '../../../src/sampler/posterior/posteriors.js';
import type { DiffusionPlan, SolverSpec } from '../../../src/sampler/sampling-plan.js';
import type { ScheduleSpec } from '../../../src/sampler/schedule.js';
import type { Spending } from './quality-schema.js';

export const EVALUATIONS = [1, 2, 4, 8, 16, 32, 64, 150] as const;
export const RESAMPLINGS = [1, 2] as const;

/** A plan, run once or for several seeds whose stems are averaged. */
export interface Separation {
  readonly plan: DiffusionPlan;
  readonly seeds: number;
}

export interface Method {
  /** names it in the record: never another method's */
  readonly id: string;
  readonly label: string;
  /** the table it belongs to */
  readonly table: 'posteriors' | 'given the mixture' | 'given nothing';
  /** the network is given the mixture where sigma is at least this */
  readonly givenFromSigma: number;
  readonly spendings: readonly Spending[];
  readonly separation: (card: DenoiserCard, spending: Spending) => Separation;
}

const ALWAYS = 0;
const NEVER = Infinity;
const CONSISTENT: PosteriorSpec = { kind: 'consistent' };
const EULER: SolverSpec = { kind: 'euler', churn: 0 };
const PROJDIFF: SolverSpec = { kind: 'projdiff', churn: 0 };

/** where the estimate is refined from, and down to */
const WARM = { sigmaRefine: 0.01, sigmaMin: 0.001 };
const TRUNCATED = { sigmaMax: 0.5, sigmaMin: 1e-3 };
const AVERAGED_SEEDS = 4;

export const METHODS: readonly Method[] = [
  {
    id: 'conditioned',
    label: 'conditioned on the mixture',
    table: 'posteriors',
    givenFromSigma: ALWAYS,
    spendings: allSpendings(),
    separation: (card, spending) => once(conditioned(card, spending, EULER)),
  },
  prior('consistent', CONSISTENT),
  prior('dirac', PUBLISHED_DIRAC),
  prior('gaussian', PUBLISHED_GAUSSIAN),
  {
    id: 'views',
    label: 'views',
    table: 'given the mixture',
    givenFromSigma: ALWAYS,
    spendings: single([2, 4]),
    separation: (card, { evaluations }) =>
      once({
        ...conditioned(card, { evaluations: 1, resamplings: 1 }, EULER),
        views: evaluations,
      }),
  },
  {
    id: 'conditioned-seeds',
    label: 'average of seeds',
    table: 'given the mixture',
    givenFromSigma: ALWAYS,
    spendings: single([2, 4]),
    separation: (card, { evaluations }) => ({
      plan: conditioned(card, { evaluations: 1, resamplings: 1 }, EULER),
      seeds: evaluations,
    }),
  },
  {
    id: 'conditioned-projdiff',
    label: 'projdiff',
    table: 'given the mixture',
    givenFromSigma: ALWAYS,
    spendings: single([2, 4, 8]),
    separation: (card, spending) => once(conditioned(card, spending, PROJDIFF)),
  },
  {
    id: 'conditioned-warm',
    label: `warm start, refined from ${WARM.sigmaRefine}`,
    table: 'given the mixture',
    givenFromSigma: ALWAYS,
    spendings: single([2, 4, 8]),
    separation: (card, { evaluations }) =>
      once(plan(warmStart(card, evaluations), CONSISTENT, EULER)),
  },
  {
    id: 'prior-warm',
    label: `warm start, refined from ${WARM.sigmaRefine} by the prior`,
    table: 'given the mixture',
    givenFromSigma: 1,
    spendings: single([2, 4, 8]),
    separation: (card, { evaluations }) =>
      once(plan(warmStart(card, evaluations), CONSISTENT, EULER)),
  },
  {
    id: 'prior-projdiff',
    label: 'projdiff',
    table: 'given nothing',
    givenFromSigma: NEVER,
    spendings: single([2, 4, 8, 16, 32, 64, 150]),
    separation: (card, { evaluations }) =>
      once(plan(fromMixture(card, evaluations), CONSISTENT, PROJDIFF)),
  },
  {
    id: 'prior-truncated',
    label: `sigma ${TRUNCATED.sigmaMax} to ${TRUNCATED.sigmaMin} only`,
    table: 'given nothing',
    givenFromSigma: NEVER,
    spendings: single([2, 4, 8, 16, 32]),
    separation: (card, { evaluations }) =>
      once(plan({ ...fromMixture(card, evaluations), ...TRUNCATED }, CONSISTENT, EULER)),
  },
  {
    id: 'prior-seeds',
    label: `average of ${AVERAGED_SEEDS} seeds`,
    table: 'given nothing',
    givenFromSigma: NEVER,
    spendings: single([4, 8, 16, 32, 64]),
    separation: (card, { evaluations }) => ({
      plan: plan(fromMixture(card, evaluations / AVERAGED_SEEDS), CONSISTENT, EULER),
      seeds: AVERAGED_SEEDS,
    }),
  },
];

function prior(kind: PosteriorSpec['kind'], posterior: PosteriorSpec): Method {
  return {
    id: kind,
    label: kind,
    table: 'posteriors',
    givenFromSigma: NEVER,
    spendings: allSpendings(),
    separation: (card, { evaluations, resamplings }) =>
      once({
        ...plan(fromMixture(card, evaluations / resamplings), posterior, EULER),
        resamplings,
      }),
  };
}

function once(planned: DiffusionPlan): Separation {
  return { plan: planned, seeds: 1 };
}

function conditioned(
  card: DenoiserCard,
  { evaluations, resamplings }: Spending,
  solver: SolverSpec,
): DiffusionPlan {
  const { schedule } = samplingPreset(card, 'separate', 'draft');
  const steps = evaluations / resamplings;
  return { ...plan({ ...schedule, steps }, CONSISTENT, solver), resamplings };
}

function fromMixture({ sigma }: DenoiserCard, steps: number): ScheduleSpec & { kind: 'karras' } {
  return { kind: 'karras', steps, sigmaMin: sigma.min, sigmaMax: Math.min(1, sigma.max), rho: 7 };
}

/** Of two levels the second is the one that is refined from. */
function warmStart({ sigma }: DenoiserCard, steps: number): ScheduleSpec {
  const sigmaMax = sigma.max;
  return steps === 2
    ? { kind: 'karras', steps, sigmaMax, sigmaMin: WARM.sigmaRefine, rho: 7 }
    : { kind: 'refine', steps, sigmaMax, ...WARM };
}

function plan(schedule: ScheduleSpec, posterior: PosteriorSpec, solver: SolverSpec): DiffusionPlan {
  return { ...PLAN_FALLBACKS, schedule, solver, posterior, seed: 0 };
}

function single(evaluations: readonly number[]): Spending[] {
  return evaluations.map((count) => ({ evaluations: count, resamplings: 1 }));
}

/** Every number of evaluations that a whole number of steps makes up. */
function allSpendings(): Spending[] {
  return RESAMPLINGS.flatMap((resamplings) =>
    EVALUATIONS.filter((evaluations) => evaluations % resamplings === 0).map((evaluations) => ({
      evaluations,
      resamplings,
    })),
  );
}
