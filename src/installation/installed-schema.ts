/**
 * Installed schema: what the record of what was installed says. Whatever is written in it, what is taken back lies below the folder that
 * it names, and what is put back is called as it was kept.
 */
import path from 'node:path';

import { z } from 'zod';

import type { Parsed } from '../json-file.js';
import { innerPath } from '../model/inner-path.js';
import { sha256Hex } from '../value-schemas.js';

/** What is there is kept beside under this name, or one with a number. */
export const KEPT_SUFFIX = '.before-stemwright';

const below = z.string().refine((place) => innerPath(place) === place, {
  error: 'must be a path below the folder',
});
const absolute = z.string().refine((place) => path.isAbsolute(place), {
  error: 'must be an absolute path',
});

function isKeptAs(place: string, name: string): boolean {
  const prefix = place + KEPT_SUFFIX;
  return name.startsWith(prefix) && /^(-\d+)?$/.test(name.slice(prefix.length));
}

const placeSchema = z.object({
  program: z.enum(['live', 'reaper']),
  /** Live's User Library, or Reaper's resource path */
  folder: absolute,
  /** of Stemwright */
  version: z.string(),
  /** path below the folder, with "/" -> what was written there */
  files: z.record(below, sha256Hex),
  /** the same of an installation that was broken off: what may be there of the versions before */
  earlier: z.record(below, z.array(sha256Hex)).optional(),
  /** file of the user's that was replaced -> where it is kept, both below the folder */
  kept: z
    .record(below, below)
    .refine((kept) => Object.entries(kept).every(([place, name]) => isKeptAs(place, name)), {
      error: `must be names that end in "${KEPT_SUFFIX}"`,
    }),
  /** folders that had to be made, below the folder; those that hold others first */
  folders: z.array(below),
  /** ids in Reaper's list of actions */
  actions: z.array(z.string()),
});

const serviceSchema = z
  .object({
    /** what the system was given */
    file: absolute,
    sha256: sha256Hex,
    /** what was there of ours before that was written */
    earlier: sha256Hex.optional(),
    /** where that is kept which had its place before */
    kept: z.string().optional(),
    /** folders that had to be made for it; those that hold others first */
    folders: z.array(absolute).optional(),
    /** of the daemon, as in start.json */
    arguments: z.array(z.string()),
  })
  .refine(({ file, kept }) => kept === undefined || isKeptAs(file, kept), {
    error: `must end in "${KEPT_SUFFIX}"`,
    path: ['kept'],
  });

export const installedSchema = z.object({
  places: z.array(placeSchema),
  service: serviceSchema.optional(),
});

export type InstalledPlace = Parsed<typeof placeSchema>;
export type InstalledService = Parsed<typeof serviceSchema>;
export type Installed = Parsed<typeof installedSchema>;
export type HostProgram = InstalledPlace['program'];
