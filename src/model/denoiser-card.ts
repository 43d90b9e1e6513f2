/**
 * Denoiser card: what model.json says of a graph that denoises stems, D(x; sigma), for the sampler to separate, impute and
 * generate with.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';
import { cardPresetSchema } from '../sampling/plan-schema.js';
import { decimalNumber, oneOfQuoted, sha256Hex, wholeNumber } from '../value-schemas.js';
import { COMMON_FIELDS, list, misplacedFiles } from './card-fields.js';
import { MODEL_TASKS } from './model-task.js';

/** So that arithmetic in 32 bits has room on both sides. */
const level = decimalNumber(1e-6, 1e6);
/** Below the level from which separations that begin at the mixture descend. */
const leastLevel = decimalNumber(1e-6, 0.5);

/** Of spectra: more than a second of audio at 48 kHz, where frames are some 10 ms apart. */
const MOST_HOP_FRAMES = 65_536;

const taskPresets = z.strictObject({
  draft: cardPresetSchema.exactOptional(),
  standard: cardPresetSchema.exactOptional(),
  best: cardPresetSchema.exactOptional(),
});

/** The graph, and what is beside it by the graph's own convention. */
export const GRAPH_FILE = 'model.onnx';
export const DATA_FILE = `${GRAPH_FILE}.data`;
/** A second graph with the weights of the first, which does one thing: one-step-separation.ts. */
export const SEPARATION_FILE = 'separation.onnx';

/** What a card says: unknown fields are refused, and so are front ends and conditionings of later versions. */
const written = z.strictObject({
  ...COMMON_FIELDS,
  /** absent in the cards of earlier releases */
  kind: z.literal('denoiser').exactOptional(),
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
  /** what separates in one step where nothing but the mixture is known; absent: the graph does that, too */
  separation: z
    .strictObject({
      graph: z.literal(SEPARATION_FILE, `must be "${SEPARATION_FILE}"`),
      /** of its views, in frames, in the order in which they are used; the first hears the mixture as it is */
      hops: list(wholeNumber(1, MOST_HOP_FRAMES)),
    })
    .exactOptional(),
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
export const denoiserCardSchema = written
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
    for (const [name, must] of misplacedFiles(files)) refuse(['files', name], must);
  })
  .transform(({ kind = 'denoiser', files, sha256 = '', dataSha256, ...card }) => ({
    kind,
    ...card,
    files: files ?? {
      [GRAPH_FILE]: sha256,
      ...(dataSha256 === undefined ? {} : { [DATA_FILE]: dataSha256 }),
    },
  }));

export type DenoiserCard = Parsed<typeof denoiserCardSchema>;
export type CardPreset = Parsed<typeof cardPresetSchema>;
