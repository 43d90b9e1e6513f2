/**
 * Side-by-side schema: what one evaluation costs here and elsewhere, as the file of figures holds it.
 */
import { z } from 'zod';

import type { Parsed } from '../../src/json-file.js';

export const SUBJECTS = ['ownHere', 'ownPytorch', 'publishedHere', 'publishedPytorch'] as const;
export type Subject = (typeof SUBJECTS)[number];

export const sideBySideSchema = z.object({
  day: z.string(),
  model: z.string(),
  rounds: z.number(),
  frames: z.number(),
  /** processor seconds for a second of audio and one evaluation, medians */
  seconds: z.record(z.enum(SUBJECTS), z.number()),
});

export type SideBySide = Parsed<typeof sideBySideSchema>;
