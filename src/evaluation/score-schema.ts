/**
 * Score schema: what an evaluation keeps of a track, a few numbers whatever its length, as a line of a file of scores has it.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';
import { sha256Hex } from '../value-schemas.js';

/** The mean over the windows that counted. */
const windowMeanSchema = z.strictObject({
  windows: z.int().nonnegative(),
  /** SI-SDR improvement in dB; null where no window counted */
  meanDb: z.number().nullable(),
});

const stemScoreSchema = z.strictObject({ active: windowMeanSchema, paper: windowMeanSchema });

const trackScoreSchema = z.strictObject({
  /** in the order of the stems that were scored */
  stems: z.array(stemScoreSchema),
  /** worst |mixture - sum of estimates|, dBFS */
  sumErrorDbfs: z.number(),
  /** null: nothing was separated */
  separationSeconds: z.number().nullable(),
  audioSeconds: z.number(),
});

/** The first line: the layout of those that follow, of whichever release. */
export const scoreHeaderSchema = z.strictObject({ stemwrightScores: z.number() });

export const SCORE_HEADER: Parsed<typeof scoreHeaderSchema> = { stemwrightScores: 1 };

export const scoreLineSchema = z.strictObject({
  key: sha256Hex,
  /** for readers; the key says which it is */
  track: z.string(),
  score: trackScoreSchema,
});

export type WindowMean = Parsed<typeof windowMeanSchema>;
export type StemScore = Parsed<typeof stemScoreSchema>;
export type TrackScore = Parsed<typeof trackScoreSchema>;
