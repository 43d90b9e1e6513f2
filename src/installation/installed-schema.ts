/**
 * Installed schema: what the record of what was installed says.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';
import { sha256Hex } from '../value-schemas.js';

const placeSchema = z.object({
  program: z.enum(['live', 'reaper']),
  /** Live's User Library, or Reaper's resource path */
  folder: z.string(),
  /** of Stemwright */
  version: z.string(),
  /** path below the folder, with "/" -> what was written there */
  files: z.record(z.string(), sha256Hex),
  /** file of the user's that was replaced -> where it is kept, both below the folder */
  kept: z.record(z.string(), z.string()),
  /** folders that had to be made, below the folder; those that hold others first */
  folders: z.array(z.string()),
  /** ids in Reaper's list of actions */
  actions: z.array(z.string()),
});

const serviceSchema = z.object({
  /** what the system was given */
  file: z.string(),
  sha256: sha256Hex,
  /** where that is kept which had its place before */
  kept: z.string().optional(),
  /** folders that had to be made for it; those that hold others first */
  folders: z.array(z.string()).optional(),
  /** of the daemon, as in start.json */
  arguments: z.array(z.string()),
});

export const installedSchema = z.object({
  places: z.array(placeSchema),
  service: serviceSchema.optional(),
});

export type InstalledPlace = Parsed<typeof placeSchema>;
export type InstalledService = Parsed<typeof serviceSchema>;
export type Installed = Parsed<typeof installedSchema>;
export type HostProgram = InstalledPlace['program'];
