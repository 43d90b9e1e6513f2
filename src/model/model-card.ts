/**
 * ModelCard: what model.json says about a graph; the contract between a model and the daemon.
 *
 * Only its fields: a card is read, and whether its fields fit together is checked, in parse-model-card.ts, its graph's hash in
 * model-folder.ts, the graph's inputs and outputs in graph-agreement.ts.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';
import { safeFileName } from '../safe-file-name.js';
import { cardPresetSchema } from '../sampling/plan-schema.js';
import { count, oneOfQuoted, positive, sha256Hex, text } from '../value-schemas.js';
import { MODEL_TASKS } from './model-task.js';

const FILE_SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const fileName = z
  .string('must be text')
  .regex(FILE_SAFE, 'must be usable as a file name (letters, digits, ".", "_" and "-", no spaces)')
  .refine(
    (name) => safeFileName(name) === name,
    'must be a file name on every system (no device of Windows such as "con", no dot at the end, not long)',
  );

function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'must be a list').min(1, 'must not be empty');
}

const taskPresets = z.strictObject({
  draft: cardPresetSchema.exactOptional(),
  standard: cardPresetSchema.exactOptional(),
  best: cardPresetSchema.exactOptional(),
});

/** a look must fit into one OSC message of 1,400 bytes, whatever its characters */
const MOST_CHARACTERS = 24;
const MOST_ALIASES = 8;

const shownName = z
  .string('must be text')
  .regex(/^[^\s,|][^,|\p{Cc}]*$/u, 'must be a name without commas, "|" and control characters')
  .max(MOST_CHARACTERS, `must have at most ${MOST_CHARACTERS} characters`);

/** How a stem looks to people; what it leaves out is derived (stem-looks.ts). */
const stemLookSchema = z.strictObject({
  /** as people write it */
  label: shownName.exactOptional(),
  /** `#rrggbb`, lower case */
  colour: z
    .string('must be text')
    .regex(/^#[0-9a-f]{6}$/, 'must be a colour as "#rrggbb" in lower-case hex digits')
    .exactOptional(),
  /** what tracks with this stem may also be called, without commas */
  aliases: z
    .array(shownName, 'must be a list')
    .max(MOST_ALIASES, `must have at most ${MOST_ALIASES} names`)
    .exactOptional(),
});

/** Unknown fields are refused, and so are front ends and conditionings of later versions. */
export const cardSchema = z.strictObject({
  /** also the name of files and folders */
  name: fileName,
  version: text,
  licence: text,
  sampleRateHz: count,
  /** stem names in graph order; also names of files */
  stems: list(fileName),
  /** by stem */
  stemLooks: z
    .record(z.string(), stemLookSchema, 'must be an object with a look for each stem')
    .exactOptional(),
  chunkFrames: z.strictObject({ trained: count, min: count, multipleOf: count }),
  /** noise levels in units of full scale; data is the RMS of a stem in training */
  sigma: z.strictObject({ data: positive, min: positive, max: positive }),
  frontEnd: z.literal(
    'none',
    'must be "none": this version runs graphs of waveforms and cannot do a front end\'s transforms',
  ),
  conditioning: z.enum(
    ['none', 'masked'],
    'must be "none" or "masked": this version cannot run any other conditioning',
  ),
  tasks: list(oneOfQuoted(MODEL_TASKS)),
  /** RMS of the mixtures the model was trained on, full scale = 1; the host scales chunks to it. Absent: no scaling */
  mixtureRms: positive.exactOptional(),
  /** how many steps pay off depends on the task: a masked model separates in one and generates in tens */
  presets: z
    .strictObject({
      separate: taskPresets.exactOptional(),
      impute: taskPresets.exactOptional(),
      generate: taskPresets.exactOptional(),
    })
    .exactOptional(),
  /** hex digest of model.onnx */
  sha256: sha256Hex,
  /** hex digest of model.onnx.data, which holds the weights of a large graph. Absent: the graph holds them itself */
  dataSha256: sha256Hex.exactOptional(),
});

export type ModelCard = Parsed<typeof cardSchema>;
export type CardStemLook = Parsed<typeof stemLookSchema>;
export type CardPreset = Parsed<typeof cardPresetSchema>;
