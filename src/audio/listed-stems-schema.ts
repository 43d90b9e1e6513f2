/**
 * Listed stems: what a library run must know of a stems.json, whoever wrote it and when: the names of the files that it lists.
 * All that it says is in jobs/manifest-schema.ts.
 */
import { z } from 'zod';

export const listedStemsSchema = z.object({
  /** stem -> file in this folder */
  stems: z.record(z.string(), z.string()).default({}),
});
