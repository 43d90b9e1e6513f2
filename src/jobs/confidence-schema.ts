/**
 * Confidence schema: what confidence.json beside separated stems says, for whoever learns from them (models/kit).
 *
 * Windows lie end to end from frame 0 and are `windowFrames` long at `rateHz`, the stems' own rate; the last may be shorter.
 * What a number means is in clips/confidence.ts.
 */
import { z } from 'zod';

import { confidenceMarkSchema } from '../audio/stem-folder-schema.js';
import type { Parsed } from '../json-file.js';
import { KNOBS, PLAN_COUNTS } from '../sampling/knobs.js';
import { modelSchema } from './manifest-schema.js';

export const confidenceSchema = z.object({
  version: confidenceMarkSchema.shape.version,
  rateHz: z.number(),
  frames: z.number(),
  windowFrames: z.number(),
  /** stem -> one number from 0 to 1 a window */
  stems: z.record(z.string(), z.array(z.number().min(0).max(1))),
  model: modelSchema,
  /** the first is what was written */
  separations: z.array(z.object({ seed: KNOBS.seed.schema, views: PLAN_COUNTS.views })),
});

export type ConfidenceFile = Parsed<typeof confidenceSchema>;
