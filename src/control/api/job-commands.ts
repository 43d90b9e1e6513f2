/**
 * Job commands from requests: sources resolved within the media roots, defaults filled in, and an output folder that the daemon
 * chooses. Whether the model can do the job is the engine's to say.
 */
import path from 'node:path';

import { parseCaptureSpan } from '../../capture/capture-span.js';
import type { JobCommand, KnownStems, StemFile } from '../../jobs/job-command.js';
import { nameOfPart, part } from '../../jobs/part-of-inputs.js';
import { refuseRepeated, stemFileOf } from '../../jobs/stem-file.js';
import type { ModelCard } from '../../model/model-card.js';
import { OperationalError } from '../../operational-error.js';
import { safeFileName } from '../../safe-file-name.js';
import { samplingChoice } from '../../sampling/sampling-settings.js';
import {
  removeCaptures,
  requestedSource,
  type RequestedSource,
  type RequestedSourceParts,
} from './requested-source.js';
import type { Models } from './engine.js';
import { quoted, type OptionsOf } from './field.js';
import type {
  CONTINUE_OPTIONS,
  GENERATE_OPTIONS,
  IMPUTE_OPTIONS,
  SEPARATE_OPTIONS,
} from './options.js';

/** What a request leaves open. */
export interface JobDefaults {
  readonly preset: JobCommand['sampling']['preset'];
  readonly seed: number;
  readonly encoding: JobCommand['encoding'];
  readonly format: JobCommand['format'];
  /** separates recordings that are not said which model does; undefined: the one that jobs run on */
  readonly separator?: string | undefined;
}

export interface JobCommandParts extends RequestedSourceParts {
  readonly defaults: JobDefaults;
  readonly models: Pick<Models, 'card'>;
  /** absolute path of the folder a job may write; called once a job */
  readonly outputFolderFor: (jobName: string) => string;
}

/** The options all jobs have. */
type Settings = OptionsOf<typeof GENERATE_OPTIONS>;
type Separate = OptionsOf<typeof SEPARATE_OPTIONS> & { readonly source: string };
type Impute = OptionsOf<typeof IMPUTE_OPTIONS> & {
  readonly source: string;
  readonly stemsToGenerate: readonly string[];
};
type Continue = OptionsOf<typeof CONTINUE_OPTIONS> & {
  readonly source: string;
  readonly seconds: number;
};
type Generate = Settings & { readonly seconds: number };

/** So long that a stem's path always fits into an OSC packet, with room for the id and the file's name. */
const MAX_FOLDER_BYTES = 900;
const MAX_NAME_BYTES = 100;

export async function separateCommand(
  request: Separate,
  parts: JobCommandParts,
): Promise<JobCommand> {
  const source = await requestedSource(request.source, parts);
  const settings = jobSettings(request, nameOf(source, request), parts);
  const input = await source.pathIn(settings.outputFolder);
  const within = inputsWithin(settings, parts);
  return {
    ...settings,
    ...within,
    kind: 'separate',
    input,
    stems: request.stems,
    minus: request.minus,
    two: request.two,
    ...asked(request),
  };
}

export async function imputeCommand(request: Impute, parts: JobCommandParts): Promise<JobCommand> {
  const { stemsToGenerate: generate } = request;
  const stems = await requestedStems(request, generate, parts);
  const settings = jobSettings(request, nameOf(stems, request), parts);
  const known = await stems.knownIn(settings.outputFolder);
  const within = inputsWithin(settings, parts);
  return { ...settings, ...within, kind: 'impute', known, generate, ...asked(request) };
}

export async function continueCommand(
  request: Continue,
  parts: JobCommandParts,
): Promise<JobCommand> {
  const { seconds, generate = [] } = request;
  const stems = await requestedStems(request, generate, parts);
  const name = `${nameOf(stems, request)} continued ${seconds}`;
  const settings = jobSettings(request, name, parts);
  const known = await stems.knownIn(settings.outputFolder);
  const within = inputsWithin(settings, parts);
  return { ...settings, ...within, kind: 'continue', known, generate, seconds, ...asked(request) };
}

export function generateCommand(request: Generate, parts: JobCommandParts): JobCommand {
  const seed = request.seed ?? parts.defaults.seed;
  const settings = jobSettings(request, `generated-${seed}`, parts);
  return { ...settings, kind: 'generate', seconds: request.seconds };
}

interface PartRequest {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** @throws OperationalError `bad-argument` when the part is none */
function nameOf({ name }: { readonly name: string }, { from, to }: PartRequest): string {
  return nameOfPart(name, part(from, to));
}

function asked({ from, to }: PartRequest): { from?: number; to?: number } {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function jobSettings(
  request: Settings,
  name: string,
  { defaults, outputFolderFor }: JobCommandParts,
): Pick<JobCommand, 'sampling' | 'encoding' | 'format' | 'outputFolder'> {
  const outputFolder = outputFolderFor(safeFileName(name, MAX_NAME_BYTES));
  if (Buffer.byteLength(outputFolder) > MAX_FOLDER_BYTES) {
    throw badArgument(
      `The output folder's path is ${Buffer.byteLength(outputFolder)} bytes long, more than the ` +
        `${MAX_FOLDER_BYTES} that a reply can hold; choose a shorter one`,
    );
  }
  return {
    sampling: samplingChoice(request, defaults),
    encoding: request.encoding ?? defaults.encoding,
    format: request.format ?? defaults.format,
    outputFolder,
  };
}

/** Captures are written into the job's own folder, which may lie elsewhere. */
function inputsWithin(
  { outputFolder }: Pick<JobCommand, 'outputFolder'>,
  { mediaRoots }: JobCommandParts,
): { inputsWithin: readonly string[] } {
  return { inputsWithin: [...mediaRoots.folders, outputFolder] };
}

interface RequestedStems {
  readonly name: string;
  /** Writes captures into the job's folder. */
  knownIn(outputFolder: string): Promise<KnownStems>;
}

/** A folder of stems, NAME=FILE pairs, or a recording or capture of several stems at once. */
async function requestedStems(
  { source, known, separator }: Pick<Impute, 'source' | 'known' | 'separator'>,
  generate: readonly string[],
  parts: JobCommandParts,
): Promise<RequestedStems> {
  if (stemFileOf(source) !== undefined) {
    refuseSeparator(separator);
    return pairedStems([source, ...known], generate, parts);
  }
  if (known.length > 0) {
    throw badArgument('Expected either a folder of stems or NAME=FILE pairs, got both');
  }
  const isCapture = parseCaptureSpan(source) !== undefined;
  if (!isCapture && (await parts.mediaRoots.isFolder(source))) {
    refuseSeparator(separator);
    const folder = await parts.mediaRoots.folder(source);
    return {
      name: path.basename(folder),
      knownIn: () => Promise.resolve({ kind: 'folder', folder }),
    };
  }
  const recording = await requestedSource(source, parts);
  const card = await separatorCard(separator, parts);
  return {
    name: recording.name,
    knownIn: async (folder) => ({
      kind: 'mixture',
      path: await recording.pathIn(folder),
      ...(card === undefined ? {} : { separator: card }),
    }),
  };
}

/** @throws OperationalError of finding the model */
async function separatorCard(
  asked: string | undefined,
  { defaults, models }: JobCommandParts,
): Promise<ModelCard | undefined> {
  const name = asked ?? defaults.separator;
  return name === undefined ? undefined : models.card(name);
}

function refuseSeparator(separator: string | undefined): void {
  if (separator === undefined) return;
  throw badArgument(
    `Expected a recording to separate with ${quoted(separator)}, got stems. Leave out "separator", or give the recording`,
  );
}

/** @throws OperationalError `bad-argument` when a stem is given twice, or both given and to be generated */
async function pairedStems(
  words: readonly string[],
  generate: readonly string[],
  parts: JobCommandParts,
): Promise<RequestedStems> {
  const files = words.map((word) => {
    const file = stemFileOf(word);
    if (file !== undefined) return file;
    throw badArgument(`Expected NAME=FILE, such as drums=/music/drums.wav, got ${quoted(word)}`);
  });
  refuseRepeated(
    files.map(({ stem }) => stem),
    generate,
  );
  const requested: { readonly stem: string; readonly source: RequestedSource }[] = [];
  for (const [index, { stem, path: name }] of files.entries()) {
    requested.push({ stem, source: await requestedSource(name, parts, index + 1) });
  }
  return {
    name: requested[0]!.source.name,
    knownIn: async (folder) => {
      const written: StemFile[] = [];
      try {
        for (const { stem, source } of requested) {
          written.push({ stem, path: await source.pathIn(folder) });
        }
      } catch (error) {
        const paths = written.map(({ path: file }) => file);
        await removeCaptures(paths, folder);
        throw error;
      }
      return { kind: 'files', files: written };
    },
  };
}

function badArgument(sentence: string): OperationalError {
  return new OperationalError('bad-argument', `${sentence}.`);
}
