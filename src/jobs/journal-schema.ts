/**
 * Journal schema: what the entry of a running job, or of a live recording, says.
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
  /** milliseconds since 1970 */
  startedMs: z.number(),
});

export type JournalEntry = Parsed<typeof journalSchema>;
