/**
 * Journal schema: what the entry of a job says.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';

export const journalSchema = z.object({
  jobId: z.string(),
  /** a kind of command; of whichever release wrote it */
  task: z.string(),
  /** absolute */
  outputFolder: z.string(),
  /** of the process that runs the job */
  pid: z.number(),
  /** milliseconds since 1970; of a waiting one, when it was accepted */
  startedMs: z.number(),
  /** absent: it runs */
  state: z.literal('waiting').optional(),
  /** of a waiting one: what it was asked for with, and by whom */
  inputs: z.array(z.string()).optional(),
  client: z.string().optional(),
  requestId: z.union([z.string(), z.number()]).optional(),
});

export type JournalEntry = Parsed<typeof journalSchema>;
