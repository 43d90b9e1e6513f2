/**
 * Journal schema: what the entry of a running job says.
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
  /** milliseconds since 1970 */
  startedMs: z.number(),
});

export type JournalEntry = Parsed<typeof journalSchema>;
