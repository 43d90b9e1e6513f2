/**
 * Resolve a job: what follows of a command from the model's card alone, before a file is opened or a place in the queue
 * taken. What is made here is what runs (run-job.ts): the plan, and stems as indices into the card's.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Part } from '../audio/part-of-source.js';
import type { StemEncoding } from '../audio/stem-folder.js';
import { encodingIn, NI_STEMS, type StemFormat } from '../audio/stem-formats.js';
import { comparedPlan } from '../clips/confidence.js';
import { mixturePlan } from '../clips/mixture-stems.js';
import { matchingStems, ownStems, type MatchingStem } from '../model/matching-stems.js';
import type { ModelCard } from '../model/model-card.js';
import type { ModelEntry } from '../model/model-library.js';
import { requireTask } from '../model/require-task.js';
import { generatedStemIndices, stemIndices } from '../model/stem-names.js';
import { OperationalError } from '../operational-error.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { StemIndex } from '../signal/units.js';
import { samplingPlan } from '../sampling/sampling-settings.js';
import {
  MOST_GENERATED_SECONDS,
  taskOf,
  type JobCommand,
  type JobOfKind,
  type KnownOfKind,
} from './job-command.js';
import { part } from './part-of-inputs.js';
import { separatedOutputs, type NamedOutput } from './separated-outputs.js';
import { stemFileNames } from './stem-file-names.js';
import { refuseRepeated } from './stem-file.js';

/** A known stem, by its index, and its file. */
export interface KnownStemFile {
  readonly stem: StemIndex;
  readonly path: string;
}

export type ResolvedKnown =
  | { readonly kind: 'files'; readonly files: readonly KnownStemFile[] }
  /** which files it holds is seen when the job runs */
  | KnownOfKind<'folder'>
  | ResolvedMixture;

export interface ResolvedMixture {
  readonly kind: 'mixture';
  readonly path: string;
  /** of the other model that separates it; undefined: the job's own does */
  readonly separator: ModelCard | undefined;
  /** how it is separated first */
  readonly plan: SamplingPlan;
  /** what of it is known, never empty */
  readonly stems: readonly MatchingStem[];
}

interface ResolvedSettings {
  /** of the model that the job was resolved for */
  readonly card: ModelCard;
  readonly plan: SamplingPlan;
  /** of the samples, as the format takes them */
  readonly encoding: StemEncoding;
  readonly format: StemFormat;
  readonly outputFolder: string;
  /** whether files in it that are not ours are replaced, too */
  readonly replace: boolean;
  /** folders that inputs must lie in when they are opened; undefined: anywhere */
  readonly inputsWithin: readonly string[] | undefined;
}

export type ResolvedJob =
  | (ResolvedSettings & {
      readonly kind: 'separate';
      readonly input: string;
      readonly part: Part;
      /** to write */
      readonly outputs: readonly NamedOutput[];
      /** what files are called; undefined: as their outputs */
      readonly pattern: string | undefined;
      /** the other separation that confidence.json compares with; null: none is asked for */
      readonly comparedWith: SamplingPlan | null;
    })
  | (ResolvedSettings & {
      readonly kind: 'impute';
      readonly known: ResolvedKnown;
      readonly part: Part;
      /** the stems to generate */
      readonly generate: readonly StemIndex[];
    })
  | (ResolvedSettings & {
      readonly kind: 'continue';
      readonly known: ResolvedKnown;
      readonly part: Part;
      /** stems to generate over the whole length, beside those that are not known */
      readonly generate: readonly StemIndex[];
      /** how much is generated behind what is known */
      readonly seconds: number;
    })
  | (ResolvedSettings & {
      readonly kind: 'generate';
      /** at the model's rate */
      readonly frames: number;
    });

export type ResolvedOfKind<Kind extends ResolvedJob['kind']> = Extract<ResolvedJob, { kind: Kind }>;

/**
 * @param models others, to be named where the card's does not do this
 * @throws OperationalError `unsupported-task`, `bad-argument`
 */
export function resolveJob(
  card: ModelCard,
  command: JobOfKind<'separate'>,
  models?: readonly ModelEntry[],
): ResolvedOfKind<'separate'>;
export function resolveJob(
  card: ModelCard,
  command: JobCommand,
  models?: readonly ModelEntry[],
): ResolvedJob;
export function resolveJob(
  card: ModelCard,
  command: JobCommand,
  models: readonly ModelEntry[] = [],
): ResolvedJob {
  const { format = 'wav', outputFolder, replace = false } = command;
  const encoding = encodingIn(format, command.encoding);
  requireTask(card, taskOf(command.kind), models);
  const plan = samplingPlan(card, taskOf(command.kind), command.sampling);
  const inputsWithin = command.kind === 'generate' ? undefined : command.inputsWithin;
  const settings = { card, plan, encoding, format, outputFolder, replace, inputsWithin };
  if (format === 'stem.mp4' && command.kind !== 'separate') throw needsRecording();
  switch (command.kind) {
    case 'separate': {
      const { input, names: pattern } = command;
      const outputs = fittingOutputs(separatedOutputs(card, command), format);
      stemFileNames({ input, outputs, format, pattern });
      const asked = part(command.from, command.to);
      const comparedWith = command.confidence === true ? comparedPlan(plan) : null;
      return { ...settings, kind: 'separate', input, part: asked, outputs, pattern, comparedWith };
    }
    case 'impute': {
      const generate = generatedStemIndices(card, command.generate);
      const known = resolveKnown(card, command);
      return { ...settings, kind: 'impute', known, part: part(command.from, command.to), generate };
    }
    case 'continue': {
      const seconds = checkedSeconds(command.seconds);
      const generate =
        command.generate.length === 0 ? [] : generatedStemIndices(card, command.generate);
      const known = resolveKnown(card, command);
      const asked = part(command.from, command.to);
      return { ...settings, kind: 'continue', known, part: asked, generate, seconds };
    }
    case 'generate':
      return {
        ...settings,
        kind: 'generate',
        frames: framesOf(checkedSeconds(command.seconds), card),
      };
  }
}

/** The same job for the model that runs it: resolved again where that is another one than it was accepted for. */
export function resolvedFor(
  card: ModelCard,
  command: JobCommand,
  accepted: ResolvedJob,
): ResolvedJob {
  return isDeepStrictEqual(card, accepted.card) ? accepted : resolveJob(card, command);
}

function resolveKnown(
  card: ModelCard,
  { known, generate, sampling }: JobOfKind<'impute' | 'continue'>,
): ResolvedKnown {
  if (known.kind === 'mixture') return resolveMixture(card, known, { generate, sampling });
  if (known.kind === 'folder') return known;
  const names = known.files.map(({ stem }) => stem);
  refuseRepeated(names, generate);
  const stems = stemIndices(card, names);
  const files = known.files.map(({ path }, index) => ({ stem: stems[index]!, path }));
  return { kind: 'files', files };
}

function resolveMixture(
  card: ModelCard,
  { kind, path, separator: named }: KnownOfKind<'mixture'>,
  { generate, sampling }: Pick<JobOfKind<'impute' | 'continue'>, 'generate' | 'sampling'>,
): ResolvedMixture {
  const separator = isDeepStrictEqual(named, card) ? undefined : named;
  const separating = separator ?? card;
  const generated = generate.length === 0 ? [] : stemIndices(card, generate);
  const stems =
    separator === undefined
      ? ownStems(card, generated)
      : matchingStems(card, separator).filter(({ stem }) => !generated.includes(stem));
  if (stems.length === 0) throw nothingKnown(card, separating);
  return { kind, path, separator, plan: mixturePlan(separating, sampling), stems };
}

function nothingKnown(card: ModelCard, separating: ModelCard): OperationalError {
  return new OperationalError(
    'bad-argument',
    `Expected a separator with a stem to fit the others to, but "${separating.name}" has ${separating.stems.join(', ')}, and the ` +
      `model "${card.name}" knows none of these but those to generate (it has ${card.stems.join(', ')}). Choose another separator.`,
  );
}

function needsRecording(): OperationalError {
  return new OperationalError(
    'bad-argument',
    'The format stem.mp4 holds a recording beside its stems: it is for separating. Choose wav, flac, mp3 or m4a.',
  );
}

/** NI Stems are of a whole recording: its mixture beside what it is made of. */
function fittingOutputs(outputs: NamedOutput[], format: StemFormat): NamedOutput[] {
  const isWhole = outputs.every(({ output }) => output.kind === 'stem');
  if (format !== 'stem.mp4' || (isWhole && outputs.length === NI_STEMS)) return outputs;
  throw new OperationalError(
    'bad-argument',
    `Expected ${NI_STEMS} stems for NI Stems, got ${outputs.map(({ name }) => name).join(', ')}. ` +
      'Name four stems, or choose a model that has four.',
  );
}

function checkedSeconds(seconds: number): number {
  if (seconds > 0 && seconds <= MOST_GENERATED_SECONDS) return seconds;
  throw new OperationalError(
    'bad-argument',
    `Expected a number of seconds above 0, at most ${MOST_GENERATED_SECONDS}, got ${seconds}.`,
  );
}

function framesOf(seconds: number, { sampleRateHz }: ModelCard): number {
  return Math.max(1, Math.round(seconds * sampleRateHz));
}
