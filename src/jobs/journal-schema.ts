/**
 * Journal schema: what the entry of a job, or of a live recording, says.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';

/** A recording's kind: what it has on disk is kept, for it cannot be made again. */
export const LIVE_TASK = 'live';

export const journalSchema = z.object({
  jobId: z.string(),
  /** a kind of command, or {@link LIVE_TASK}; of whichever release wrote it */
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
