/**
 * Start schema: what start.json says. Live's device and Reaper's actions read it; what it has today it keeps.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';

export const startSchema = z.object({
  /** Node's path */
  node: z.string(),
  /** the program's path */
  program: z.string(),
  /** "serve" and the settings that it was last started with */
  arguments: z.array(z.string()),
  /** file whose first line is the daemon's token */
  tokenFile: z.string().nullable(),
  /** where a daemon that runs says its port */
  runtimeFile: z.string(),
  /** what a daemon that is started says may be appended there */
  logFile: z.string(),
});

export type StartRecord = Parsed<typeof startSchema>;
