/**
 * Manifest schema: what stems.json says, so that a result can be traced, repeated and known again. Its order is the file's.
 *
 * Files of earlier releases lack what has a default here; of those that lack more, no result is known again.
 */
import { z } from 'zod';

import { STEM_FOLDER_FIELDS } from '../audio/stem-folder-schema.js';
import type { Parsed } from '../json-file.js';
import { JOB_KINDS } from './job-command.js';
import { planSchema } from '../sampling/plan-schema.js';

/** Of a model: its name and version, and which graph it is. */
export const modelSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** hex digest of the graph; of several, of their hashes */
  sha256: z.string(),
});

export const manifestSchema = z.object({
  stemwright: STEM_FOLDER_FIELDS.stemwright,
  task: z.enum(JOB_KINDS),
  /** absolute paths, of known stems as STEM=PATH; of earlier releases as they were named; empty for generation */
  inputs: z.array(z.string()),
  /** what decoded each of the inputs: "stemwright (WAV)", "ffmpeg 7.1 (aac)" */
  decoders: z.array(z.string()).default([]),
  /** of the file that was separated, so that it is known again; null for other tasks */
  inputSha256: z.string().nullable(),
  /** the part of the inputs that the stems are of, in seconds; null: their beginning */
  from: z.number().nullable().default(null),
  /** null: their end */
  to: z.number().nullable().default(null),
  /** how much was generated behind what was known; null where nothing was continued */
  continuedSeconds: z.number().nullable().default(null),
  model: modelSchema,
  /** the other model that separated the input first, and how; null: none did */
  separator: modelSchema.extend({ plan: planSchema }).nullable().default(null),
  /** the execution provider that really ran the graph */
  provider: z.string(),
  seed: z.number(),
  steps: z.number(),
  /** null: the model is a separator */
  solver: z.string().nullable(),
  /** null where there was no mixture to tie the stems to, and nothing to tie */
  posterior: z.string().nullable(),
  resamplings: z.number(),
  views: z.number(),
  /** all that decides what is sampled, the fields above included */
  plan: planSchema,
  /** the other separation that confidence.json compares with; null: there is none */
  comparedWith: planSchema.nullable(),
  rateHz: STEM_FOLDER_FIELDS.rateHz,
  channels: STEM_FOLDER_FIELDS.channels,
  frames: STEM_FOLDER_FIELDS.frames,
  encoding: STEM_FOLDER_FIELDS.encoding,
  format: STEM_FOLDER_FIELDS.format.default('wav'),
  stems: STEM_FOLDER_FIELDS.stems,
  files: STEM_FOLDER_FIELDS.files.default({}),
  /** worst |mixture - sum of all stems|, dBFS; -200 stands for exact, null: no mixture, or lossy files */
  sumErrorDbfs: z.number().nullable(),
  /** stem -> largest |sample| as computed, before a 24-bit file clipped it; linear, 1 = full scale */
  peak: z.record(z.string(), z.number()).default({}),
  /** stem -> samples that its file could not hold; all 0 for float32 */
  clippedSamples: z.record(z.string(), z.number()).default({}),
  /** what a reader should know, in sentences: what was passed over in an input, stems that are clipped, a sum error above -90 dBFS */
  warnings: z.array(z.string()).default([]),
  /** whether an input ends before it should */
  truncated: z.boolean().default(false),
  seconds: z.number(),
  /** seconds / duration of the audio */
  realTimeFactor: z.number(),
  chunks: z.number(),
  /** network evaluations */
  evaluations: z.number(),
  /** time inside the ONNX session */
  sessionSeconds: z.number(),
});

export type Manifest = Parsed<typeof manifestSchema>;

const { task, inputs, inputSha256, from, to, continuedSeconds, model, plan, separator, frames } =
  manifestSchema.shape;

/** Of any release, its inputs alone. */
export const inputsFieldSchema = z.object({ inputs });

/** The same of any release, as far as it says which inputs its stems are of. */
export const inputsListedSchema = z.object({
  task,
  inputs,
  inputSha256: inputSha256.default(null),
  from,
  to,
  continuedSeconds,
});
/** ... how they were sampled. */
export const settingsListedSchema = z.object({ model, plan, separator });
/** ... how long they are, where they have no input. */
export const lengthListedSchema = z.object({ task, frames });

export type InputsListed = Parsed<typeof inputsListedSchema>;
