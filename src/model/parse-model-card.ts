/**
 * Parse model card: from the text of a model.json to a {@link ModelCard}, or a sentence that names each wrong field.
 *
 * Every field is checked, fields must fit together, unknown ones are refused, and so are front ends and conditionings
 * of later versions. The graph is not looked at here.
 */
import { z } from 'zod';
import { OperationalError } from '../operational-error.js';
import { safeFileName } from '../safe-file-name.js';
import { POSTERIOR_KINDS } from '../sampler/posterior/posteriors.js';
import { SOLVER_KINDS } from '../sampler/sampler.js';
import { CURVED_SCHEDULE_KINDS } from '../sampler/schedule.js';
import { type CardPreset, type ModelCard, MODEL_TASKS } from './model-card.js';
import { stemLooks } from './stem-looks.js';

const FILE_SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const text = z.string('must be text').trim().min(1, 'must not be empty');
const fileName = z
  .string('must be text')
  .regex(FILE_SAFE, 'must be usable as a file name (letters, digits, ".", "_" and "-", no spaces)')
  .refine(
    (name) => safeFileName(name) === name,
    'must be a file name on every system (no device of Windows such as "con", no dot at the end, not long)',
  );
const digest = z
  .string('must be text')
  .regex(/^[0-9a-f]{64}$/, 'must be the 64 lower-case hex digits of a SHA-256');
const count = z.int('must be a whole number of at least 1').min(1, 'must be at least 1');
const positive = z.number('must be a number above 0').positive('must be above 0');
const notNegative = z.number('must be a number of at least 0').nonnegative('must be at least 0');

/** What a field must be when it is one of a few words. */
function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, mustBeOneOf(words));
}

function mustBeOneOf(words: readonly string[]): string {
  return `must be one of ${words.map((word) => `"${word}"`).join(', ')}`;
}

function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'must be a list').min(1, 'must not be empty');
}

/** a look must fit into one OSC message of 1,400 bytes, whatever its characters */
const MOST_CHARACTERS = 24;
const MOST_ALIASES = 8;

const shownName = z
  .string('must be text')
  .regex(/^[^\s,|][^,|\p{Cc}]*$/u, 'must be a name without commas, "|" and control characters')
  .max(MOST_CHARACTERS, `must have at most ${MOST_CHARACTERS} characters`);

const stemLook = z.strictObject({
  label: shownName.exactOptional(),
  colour: z
    .string('must be text')
    .regex(/^#[0-9a-f]{6}$/, 'must be a colour as "#rrggbb" in lower-case hex digits')
    .exactOptional(),
  aliases: z
    .array(shownName, 'must be a list')
    .max(MOST_ALIASES, `must have at most ${MOST_ALIASES} names`)
    .exactOptional(),
});

const posterior = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('consistent') }),
    z.strictObject({ kind: z.literal('dirac'), constrainedStem: count.or(z.literal(0)) }),
    z.strictObject({ kind: z.literal('gaussian'), gammaPerSigma: positive }),
  ],
  mustBeOneOf(POSTERIOR_KINDS),
);

const schedule = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: oneOf(CURVED_SCHEDULE_KINDS),
      sigmaMin: positive,
      sigmaMax: positive,
      rho: positive,
    }),
    z.strictObject({
      kind: z.literal('refine'),
      sigmaMin: positive,
      sigmaMax: positive,
      sigmaRefine: positive,
    }),
  ],
  mustBeOneOf([...CURVED_SCHEDULE_KINDS, 'refine']),
);

const preset = z.strictObject({
  steps: count.exactOptional(),
  schedule: schedule.exactOptional(),
  solver: z.strictObject({ kind: oneOf(SOLVER_KINDS), churn: notNegative }).exactOptional(),
  posterior: posterior.exactOptional(),
  resamplings: count.exactOptional(),
  views: count.exactOptional(),
});

const taskPresets = z.strictObject({
  draft: preset.exactOptional(),
  standard: preset.exactOptional(),
  best: preset.exactOptional(),
});

const fields = z.strictObject({
  name: fileName,
  version: text,
  licence: text,
  sampleRateHz: count,
  stems: list(fileName),
  stemLooks: z
    .record(z.string(), stemLook, 'must be an object with a look for each stem')
    .exactOptional(),
  chunkFrames: z.strictObject({ trained: count, min: count, multipleOf: count }),
  sigma: z.strictObject({ data: positive, min: positive, max: positive }),
  frontEnd: z.literal(
    'none',
    'must be "none": this version runs graphs of waveforms and cannot do a front end\'s transforms',
  ),
  conditioning: z.enum(
    ['none', 'masked'],
    'must be "none" or "masked": this version cannot run any other conditioning',
  ),
  tasks: list(oneOf(MODEL_TASKS)),
  mixtureRms: positive.exactOptional(),
  presets: z
    .strictObject({
      separate: taskPresets.exactOptional(),
      impute: taskPresets.exactOptional(),
      generate: taskPresets.exactOptional(),
    })
    .exactOptional(),
  sha256: digest,
  dataSha256: digest.exactOptional(),
});

const schema = fields.superRefine((card, context) => {
  for (const [path, message] of contradictions(card)) {
    context.addIssue({ code: 'custom', path: path.split('.'), message });
  }
});

/**
 * Reads the text of a model.json.
 * @param file how to call it in messages
 * @throws OperationalError `model-invalid`, naming each field that is wrong, what it must be and what it is
 */
export function parseModelCard(json: string, file: string): ModelCard {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(file, [`is not JSON (${reason})`]);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    file,
    result.error.issues.map((issue) => sentence(issue, value)),
  );
}

function invalid(file: string, problems: readonly string[]): OperationalError {
  const advice =
    'Correct the file, write it anew with models/kit/write_card.py, or download the model again.';
  return new OperationalError('model-invalid', `${file}: ${problems.join('; ')}. ${advice}`);
}

function sentence(issue: z.core.$ZodIssue, card: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [...issue.path, key].join('.'));
    return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not a field of a model card`;
  }
  const [path, got] = [issue.path.join('.'), valueAt(card, issue.path)];
  if (path === '') return 'must be an object with the fields of a model card';
  if (got === undefined) return `${path} is missing`;
  return `${path} ${issue.message}, got ${JSON.stringify(got)}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}

/** Fields that are well formed but do not fit together: path -> what it must be. */
function* contradictions(card: ModelCard): Generator<[path: string, must: string]> {
  const { trained, min, multipleOf } = card.chunkFrames;
  if (min > trained) yield ['chunkFrames.min', `must be at most chunkFrames.trained (${trained})`];
  for (const [name, frames] of Object.entries({ trained, min })) {
    if (frames % multipleOf !== 0) {
      yield [`chunkFrames.${name}`, `must be a multiple of chunkFrames.multipleOf (${multipleOf})`];
    }
  }
  if (card.sigma.min >= card.sigma.max) {
    yield ['sigma.min', `must be below sigma.max (${card.sigma.max})`];
  }
  for (const name of ['stems', 'tasks'] as const) {
    if (hasDuplicates(card[name])) yield [name, 'must not name anything twice'];
  }
  yield* lookContradictions(card);
  for (const [task, presets] of Object.entries(card.presets ?? {})) {
    for (const [name, chosen] of Object.entries(presets)) {
      yield* presetContradictions(`presets.${task}.${name}`, chosen, card);
    }
  }
}

/** A name that stands for two stems would say of no track which it is. */
function* lookContradictions(card: ModelCard): Generator<[path: string, must: string]> {
  if (!Object.keys(card.stemLooks ?? {}).every((stem) => card.stems.includes(stem))) {
    yield ['stemLooks', `must have no looks but of the stems ${card.stems.join(', ')}`];
  }
  const looks = stemLooks(card);
  if (hasDuplicates(looks.map(({ label }) => label))) {
    yield ['stemLooks', 'must not give two stems one label'];
  }
  const names = looks.flatMap(({ stem, label, aliases }) => [
    ...new Set([stem, label, ...aliases].map((name) => name.toLowerCase())),
  ]);
  if (hasDuplicates(names)) yield ['stemLooks', 'must not use one name for two stems'];
}

function* presetContradictions(
  path: string,
  chosen: CardPreset,
  card: ModelCard,
): Generator<[path: string, must: string]> {
  const { schedule, posterior: chosenPosterior } = chosen;
  if (schedule !== undefined) {
    const { min, max } = card.sigma;
    if (schedule.sigmaMin < min)
      yield [`${path}.schedule.sigmaMin`, `must be at least sigma.min (${min})`];
    if (schedule.sigmaMax > max)
      yield [`${path}.schedule.sigmaMax`, `must be at most sigma.max (${max})`];
    if (schedule.sigmaMin >= schedule.sigmaMax) {
      yield [`${path}.schedule.sigmaMin`, `must be below sigmaMax (${schedule.sigmaMax})`];
    }
    if (schedule.kind === 'refine') {
      const { sigmaMin, sigmaRefine, sigmaMax } = schedule;
      if (sigmaRefine <= sigmaMin || sigmaRefine >= sigmaMax) {
        const range = `sigmaMin (${sigmaMin}) and sigmaMax (${sigmaMax})`;
        yield [`${path}.schedule.sigmaRefine`, `must be between ${range}`];
      }
    }
  }
  const stems = card.stems.length;
  if (chosenPosterior?.kind === 'dirac' && chosenPosterior.constrainedStem >= stems) {
    yield [`${path}.posterior.constrainedStem`, `must be the index of one of ${stems} stems`];
  }
}

/** Without regard to case: Bass.wav and bass.wav are one file on many disks. */
function hasDuplicates(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size !== names.length;
}
