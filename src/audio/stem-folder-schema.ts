/**
 * Stem folder schema: what the folder of stems knows of the documents in it: which files a stems.json lists, and how large stems of
 * earlier releases are, which listed none. All that a stems.json says is in jobs/manifest-schema.ts, which has these fields.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';
import { STEM_FORMATS } from './stem-formats.js';
import { MAX_CHANNELS, MAX_RATE_HZ, WAV_ENCODINGS } from './wav-layout.js';

const fileFactsSchema = z.object({
  bytes: z.number(),
  /** hex; null: listed by a release that kept none */
  sha256: z.string().nullable(),
});

export type FileFacts = Parsed<typeof fileFactsSchema>;

export const STEM_FOLDER_FIELDS = {
  /** the release that wrote it */
  stemwright: z.string(),
  rateHz: z.int().min(1).max(MAX_RATE_HZ),
  channels: z.int().min(1).max(MAX_CHANNELS),
  frames: z.int().nonnegative(),
  /** of the samples; of lossy formats, as their encoder got them */
  encoding: z.enum(WAV_ENCODINGS),
  /** of the files */
  format: z.enum(STEM_FORMATS),
  /** stem -> file in this folder */
  stems: z.record(z.string(), z.string()),
  /** what Stemwright has written to this folder, by which it knows its own files again: name -> size and hash */
  files: z.record(z.string(), fileFactsSchema),
};

const { stemwright, rateHz, channels, frames, encoding, stems, files } = STEM_FOLDER_FIELDS;

export const listedFilesSchema = z.object({ stemwright, stems, files });

/** Of earlier releases: the size of each file follows. */
export const unlistedFilesSchema = z.object({
  stemwright,
  rateHz,
  channels,
  frames,
  encoding,
  stems,
  files: z.undefined().optional(),
  /** not null where there is a confidence.json, too */
  comparedWith: z.looseObject({}).nullable().default(null),
});

/** Of any release: which file holds which stem. */
export const stemsListedSchema = z.object({ stemwright, stems });

/** Of any release, whatever else it says: names of files that are no recordings. */
export const namedFilesSchema = z.object({
  stemwright,
  stems: z.record(z.string(), z.unknown()).default({}),
  files: z.record(z.string(), z.unknown()).default({}),
});

/** By which a confidence.json is known that no stems.json lists. */
export const confidenceMarkSchema = z.object({
  /** of its layout; readers refuse another */
  version: z.literal(1),
  separations: z.array(z.unknown()),
});
