/**
 * Parse model card: from the text of a model.json to a {@link ModelCard}, or a sentence that names each wrong field.
 *
 * Every field is checked (model-card.ts), and fields must fit together. The graph is not looked at here.
 */
import { checkJson, type JsonIssue } from '../json-file.js';
import { OperationalError } from '../operational-error.js';
import { shownValue } from '../shown-value.js';
import { MOST_CHUNK_SAMPLES } from './card-fields.js';
import type { CardPreset, DenoiserCard } from './denoiser-card.js';
import { cardSchema, type ModelCard } from './model-card.js';
import { separatorContradictions } from './separator/separator-contradictions.js';
import { stemLooks } from './stem-looks.js';

const schema = cardSchema.superRefine((card, context) => {
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
  const result = checkJson(json, schema, sentence);
  if ('data' in result) return result.data;
  throw new OperationalError(
    'model-invalid',
    `${file}: ${result.problems.join('; ')}. Correct the file, write it anew with models/kit/write_card.py, or download the ` +
      'model again; a card of a newer Stemwright needs that one.',
  );
}

function sentence(issue: JsonIssue, card: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [...issue.path, key].join('.'));
    return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not a field of a model card`;
  }
  const [path, got] = [issue.path.join('.'), valueAt(card, issue.path)];
  if (path === '') return 'must be an object with the fields of a model card';
  if (got === undefined) return `${path} is missing`;
  return `${path} ${issue.message}, got ${shownValue(got)}`;
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
  const mostFrames = Math.floor(MOST_CHUNK_SAMPLES / card.stems.length);
  if (trained > mostFrames) {
    yield ['chunkFrames.trained', `must be at most ${mostFrames} for ${card.stems.length} stems`];
  }
  for (const name of ['stems', 'tasks'] as const) {
    if (hasDuplicates(card[name])) yield [name, 'must not name anything twice'];
  }
  yield* lookContradictions(card);
  yield* card.kind === 'denoiser' ? denoiserContradictions(card) : separatorContradictions(card);
}

function* denoiserContradictions(card: DenoiserCard): Generator<[path: string, must: string]> {
  if (!isBelow(card.sigma.min, card.sigma.max)) {
    yield ['sigma.min', `must be below sigma.max (${card.sigma.max}) by a thousandth`];
  }
  const { separation, conditioning, files } = card;
  if (separation !== undefined) {
    const { graph } = separation;
    if (conditioning === 'none')
      yield ['separation', 'must be absent where conditioning is "none"'];
    if (!Object.hasOwn(files, graph)) yield ['files', `must have the SHA-256 of ${graph}`];
  }
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
  card: DenoiserCard,
): Generator<[path: string, must: string]> {
  const { schedule, posterior: chosenPosterior } = chosen;
  if (schedule !== undefined) {
    const { min, max } = card.sigma;
    if (schedule.sigmaMin < min)
      yield [`${path}.schedule.sigmaMin`, `must be at least sigma.min (${min})`];
    if (schedule.sigmaMax > max)
      yield [`${path}.schedule.sigmaMax`, `must be at most sigma.max (${max})`];
    if (!isBelow(schedule.sigmaMin, schedule.sigmaMax)) {
      const must = `must be below sigmaMax (${schedule.sigmaMax}) by a thousandth`;
      yield [`${path}.schedule.sigmaMin`, must];
    }
    if (schedule.kind === 'refine') {
      const { sigmaMin, sigmaRefine, sigmaMax } = schedule;
      if (!isBelow(sigmaMin, sigmaRefine) || !isBelow(sigmaRefine, sigmaMax)) {
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

/** So far that a thousand levels between them differ. */
function isBelow(lower: number, upper: number): boolean {
  return lower * 1.001 <= upper;
}

/** Without regard to case: Bass.wav and bass.wav are one file on many disks. */
function hasDuplicates(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size !== names.length;
}
