/**
 * Card fields: those that the card of every kind of model has, and the values that its fields are made of.
 *
 * Only single fields: which there are together is in denoiser-card.ts and separator/separator-card.ts.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';
import { safeFileName } from '../safe-file-name.js';
import { text, wholeNumber } from '../value-schemas.js';

const FILE_SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export const fileName = z
  .string('must be text')
  .regex(FILE_SAFE, 'must be usable as a file name (letters, digits, ".", "_" and "-", no spaces)')
  .refine(
    (name) => safeFileName(name) === name,
    'must be a file name on every system (no device of Windows such as "con", no dot at the end, not long)',
  );

/** Recordings of all rates that are read can be brought to it, and back. */
const rateHz = wholeNumber(2000, 384_000);
/** The longest are three minutes at 22,050 Hz: what a graph takes at once must fit into memory many times over. */
export const MOST_CHUNK_FRAMES = 2 ** 22;
const frames = wholeNumber(1, MOST_CHUNK_FRAMES);
export const MOST_STEMS = 64;
/** of one channel of a chunk, all stems together */
export const MOST_CHUNK_SAMPLES = 2 ** 26;
const MOST_TEXT_CHARACTERS = 100;
const shortText = text.max(
  MOST_TEXT_CHARACTERS,
  `must have at most ${MOST_TEXT_CHARACTERS} characters`,
);

export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'must be a list').min(1, 'must not be empty');
}

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

export const COMMON_FIELDS = {
  /** also the name of files and folders */
  name: fileName,
  version: shortText,
  licence: shortText,
  sampleRateHz: rateHz,
  /** stem names in the order they are given out; also names of files */
  stems: list(fileName).max(MOST_STEMS, `must be at most ${MOST_STEMS}`),
  /** by stem */
  stemLooks: z
    .record(z.string(), stemLookSchema, 'must be an object with a look for each stem')
    .exactOptional(),
  chunkFrames: z.strictObject({ trained: frames, min: frames, multipleOf: frames }),
} as const;

/** Names in `files` that are no names of files beside the card: the name -> what is wrong with it. */
export function* misplacedFiles(
  listed: Readonly<Record<string, string>>,
): Generator<[name: string, must: string]> {
  for (const name of Object.keys(listed)) {
    const [issue] = fileName.safeParse(name).error?.issues ?? [];
    if (issue !== undefined) yield [name, `${issue.message}: it lies beside the card`];
  }
}

export type CardStemLook = Parsed<typeof stemLookSchema>;
