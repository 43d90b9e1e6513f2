/**
 * Quality schema: what the JSON file beside a model's card says of its quality against cost.
 */
import { z } from 'zod';

import type { Parsed } from '../../../src/json-file.js';

/** Network evaluations of one chunk in all, and how many of them each step takes. */
const spending = { evaluations: z.number(), resamplings: z.number() };

/** One separation of one excerpt. */
const runSchema = z.object({
  /** its id */
  method: z.string(),
  ...spending,
  excerpt: z.string(),
  /** SI-SDR improvement in dB of each stem of the card; null where it is silent */
  activeDb: z.array(z.number().nullable()),
  paperDb: z.array(z.number()),
});

/** What one evaluation costs within a method, measured by turns (evaluation-cost.ts). */
const costSchema = z.object({
  method: z.string(),
  evaluations: z.number(),
  /** processor time of one thread for a second of audio, all evaluations together, median */
  cpuSeconds: z.number(),
  repeats: z.number(),
});

/** Settings that a preset may have, scored on a whole dataset. */
const presetSettings = { steps: z.number(), resamplings: z.number(), views: z.number() };

const presetSchema = z.object({
  ...presetSettings,
  tracks: z.number(),
  windows: z.number(),
  /** mean SI-SDR improvement in dB of each stem of the card where it sounds, and the mean of those */
  activeDb: z.array(z.number()),
  meanActiveDb: z.number(),
  meanPaperDb: z.number(),
});

export const qualityRecordSchema = z.object({
  model: z.string(),
  graphSha256: z.string(),
  excerptFrames: z.number(),
  /** in the order in which they are measured */
  excerpts: z.array(z.string()),
  runs: z.array(runSchema),
  costs: z.array(costSchema),
  presets: z.array(presetSchema),
});

export type QualityRun = Parsed<typeof runSchema>;
export type Spending = Pick<QualityRun, keyof typeof spending>;
export type EvaluationCost = Parsed<typeof costSchema>;
export type PresetScore = Parsed<typeof presetSchema>;
export type PresetSettings = Pick<PresetScore, keyof typeof presetSettings>;
export type QualityRecord = Parsed<typeof qualityRecordSchema>;
