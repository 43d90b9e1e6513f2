/**
 * Soak schema: the figures of a soak, as its file holds them.
 */
import { z } from 'zod';

import type { Parsed } from '../../src/json-file.js';

const lossSchema = z.object({
  /** SI-SDR improvement, mean over stems that sound */
  liveDb: z.number(),
  offlineDb: z.number(),
});

export const soakSchema = z.object({
  model: z.string(),
  minutes: z.number(),
  day: z.string(),
  xrunsInFirstMinute: z.number(),
  xrunsAfterIt: z.number(),
  reportedLatencyMs: z.number(),
  firstDelayMs: z.number(),
  lastDelayMs: z.number(),
  exactSeconds: z.number(),
  residentMegabytes: z.number(),
  growthPercent: z.number(),
  pingMs: z.object({ median: z.number(), p99: z.number() }),
  /** undefined: no run in which all that was played came out without a gap */
  loss: lossSchema.optional(),
});

export type LiveLoss = Parsed<typeof lossSchema>;
export type SoakFigures = Parsed<typeof soakSchema>;

/** Of print-pings.ts, in milliseconds. */
export const pingsSchema = z.array(z.number());
