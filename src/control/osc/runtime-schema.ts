/**
 * Runtime schema: what the runtime file says of a daemon.
 */
import { z } from 'zod';

import type { Parsed } from '../../json-file.js';

export const MAX_PORT = 65_535;

export const runtimeSchema = z.object({
  pid: z.int(),
  host: z.string(),
  port: z.int().min(1).max(MAX_PORT),
  /** of the daemon */
  version: z.string(),
  needsToken: z.boolean(),
  /** the page's address; absent where there is none, and of earlier releases */
  page: z.string().optional(),
});

export type RuntimeRecord = Parsed<typeof runtimeSchema>;
