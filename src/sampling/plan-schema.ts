/**
 * Plan schema: sampling plans in files, whole in a stems.json and in parts in a card's presets.
 */
import { z } from 'zod';

import { POSTERIOR_KINDS } from '../sampler/posterior/posteriors.js';
import { SOLVER_KINDS } from '../sampler/sampler.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import { CURVED_SCHEDULE_KINDS } from '../sampler/schedule.js';
import { count, decimalNumber, mustBeOneOf, oneOfQuoted, positive } from '../value-schemas.js';
import { COUNTS_OF_WHOLE_PLAN, KNOBS, PLAN_COUNTS } from './knobs.js';

/** From a curve that hardly bends to one that is a corner; 7 is usual. */
const rho = decimalNumber(0.5, 100);
/** 40 is the most that was published. */
const churn = decimalNumber(0, 1000);
/** 0.75 was published. */
const gammaPerSigma = decimalNumber(0.001, 1000);

const posterior = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('consistent') }),
    z.strictObject({ kind: z.literal('dirac'), constrainedStem: count.or(z.literal(0)) }),
    z.strictObject({ kind: z.literal('gaussian'), gammaPerSigma }),
  ],
  mustBeOneOf(POSTERIOR_KINDS),
);

/** @param more fields besides the shape of the curve */
function schedule<const Fields extends z.ZodRawShape>(more: Fields) {
  return z.discriminatedUnion(
    'kind',
    [
      z.strictObject({
        kind: oneOfQuoted(CURVED_SCHEDULE_KINDS),
        sigmaMin: positive,
        sigmaMax: positive,
        rho,
        ...more,
      }),
      z.strictObject({
        kind: z.literal('refine'),
        sigmaMin: positive,
        sigmaMax: positive,
        sigmaRefine: positive,
        ...more,
      }),
    ],
    mustBeOneOf([...CURVED_SCHEDULE_KINDS, 'refine']),
  );
}

const solver = z.strictObject({ kind: oneOfQuoted(SOLVER_KINDS), churn });

const diffusionPlan = z.strictObject({
  kind: z.undefined().exactOptional(),
  schedule: schedule({ steps: count }),
  solver,
  posterior,
  ...COUNTS_OF_WHOLE_PLAN,
  seed: KNOBS.seed.schema,
});

const separatorPlan = z.strictObject({
  kind: z.literal('separator'),
  views: COUNTS_OF_WHOLE_PLAN.views,
  seed: KNOBS.seed.schema,
});

/** What a stems.json says of how its stems were made. */
export const planSchema: z.ZodType<SamplingPlan> = z.union([diffusionPlan, separatorPlan]);

/** A card's own idea of a preset, within what a user may choose; what it leaves out is derived (presets.ts). */
export const cardPresetSchema = z.strictObject({
  /** N, the number of noise levels above 0 */
  steps: KNOBS.steps.schema.exactOptional(),
  schedule: schedule({}).exactOptional(),
  solver: solver.exactOptional(),
  posterior: posterior.exactOptional(),
  ...exactOptionals(PLAN_COUNTS),
});

function exactOptionals<Key extends string, Schema extends z.ZodType>(
  schemas: Readonly<Record<Key, Schema>>,
) {
  return Object.fromEntries(
    Object.entries<Schema>(schemas).map(([key, schema]) => [key, z.exactOptional(schema)]),
  ) as Record<Key, z.ZodExactOptional<Schema>>;
}
