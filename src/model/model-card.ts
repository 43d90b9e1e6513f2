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
import { decimalNumber, oneOfQuoted, sha256Hex, text, wholeNumber } from '../value-schemas.js';
import { MODEL_TASKS } from './model-task.js';

const FILE_SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const fileName = z
  .string('must be text')
  .regex(FILE_SAFE, 'must be usable as a file name (letters, digits, ".", "_" and "-", no spaces)')
  .refine(
    (name) => safeFileName(name) === name,
    'must be a file name on every system (no device of Windows such as "con", no dot at the end, not long)',
  );

/** Recordings of all rates that are read can be brought to it, and back. */
const rateHz = wholeNumber(2000, 384_000);
/** The longest are three minutes at 22,050 Hz: what a graph takes at once must fit into memory many times over. */
const frames = wholeNumber(1, 2 ** 22);
const MOST_STEMS = 64;
/** of one channel of a chunk, all stems together */
export const MOST_CHUNK_SAMPLES = 2 ** 26;
/** So that arithmetic in 32 bits has room on both sides. */
const level = decimalNumber(1e-6, 1e6);
/** Below the level from which separations that begin at the mixture descend. */
const leastLevel = decimalNumber(1e-6, 0.5);
const MOST_TEXT_CHARACTERS = 100;
const shortText = text.max(
  MOST_TEXT_CHARACTERS,
  `must have at most ${MOST_TEXT_CHARACTERS} characters`,
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

/** The graph, and what is beside it by the graph's own convention. */
export const GRAPH_FILE = 'model.onnx';
export const DATA_FILE = `${GRAPH_FILE}.data`;

/** What a card says: unknown fields are refused, and so are front ends and conditionings of later versions. */
const written = z.strictObject({
  /** also the name of files and folders */
  name: fileName,
  version: shortText,
  licence: shortText,
  sampleRateHz: rateHz,
  /** stem names in graph order; also names of files */
  stems: list(fileName).max(MOST_STEMS, `must be at most ${MOST_STEMS}`),
  /** by stem */
  stemLooks: z
    .record(z.string(), stemLookSchema, 'must be an object with a look for each stem')
    .exactOptional(),
  chunkFrames: z.strictObject({ trained: frames, min: frames, multipleOf: frames }),
  /** noise levels in units of full scale; data is the RMS of a stem in training */
  sigma: z.strictObject({ data: level, min: leastLevel, max: level }),
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
  mixtureRms: decimalNumber(1e-6, 10).exactOptional(),
  /** how many steps pay off depends on the task: a masked model separates in one and generates in tens */
  presets: z
    .strictObject({
      separate: taskPresets.exactOptional(),
      impute: taskPresets.exactOptional(),
      generate: taskPresets.exactOptional(),
    })
    .exactOptional(),
  /** every file of the network by its name, the graph and those that hold its weights -> hex digest of its SHA-256 */
  files: z
    .object({ [GRAPH_FILE]: sha256Hex }, 'must be an object with the SHA-256 of each file')
    .catchall(sha256Hex)
    .exactOptional(),
  /** of the graph, in cards without `files` */
  sha256: sha256Hex.exactOptional(),
  /** of the weights beside it, in such cards; absent: the graph holds them itself */
  dataSha256: sha256Hex.exactOptional(),
});

/** Whichever way the files are written, a card has `files`. */
export const cardSchema = written
  .superRefine(({ files, sha256, dataSha256 }, context) => {
    const refuse = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (files === undefined) {
      if (sha256 === undefined) refuse(['files'], 'must have the SHA-256 of each file');
      return;
    }
    for (const [field, value] of Object.entries({ sha256, dataSha256 })) {
      if (value !== undefined) refuse([field], 'must not be beside files, which has it');
    }
    for (const name of Object.keys(files)) {
      const [issue] = fileName.safeParse(name).error?.issues ?? [];
      if (issue !== undefined) refuse(['files', name], `${issue.message}: it lies beside the card`);
    }
  })
  .transform(({ files, sha256 = '', dataSha256, ...card }) => ({
    ...card,
    files: files ?? {
      [GRAPH_FILE]: sha256,
      ...(dataSha256 === undefined ? {} : { [DATA_FILE]: dataSha256 }),
    },
  }));

export type ModelCard = Parsed<typeof cardSchema>;
export type CardStemLook = Parsed<typeof stemLookSchema>;
export type CardPreset = Parsed<typeof cardPresetSchema>;
