/**
 * Job command: what a client asks the engine to do, as plain data with its origin. Control surfaces (OSC, MIDI, the command
 * line) only build these; they never touch audio.
 */
import type { StemEncoding } from '../audio/stem-folder.js';
import type { StemFormat } from '../audio/stem-formats.js';
import type { ModelCard } from '../model/model-card.js';
import type { ModelTask } from '../model/model-task.js';
import type { SamplingChoice } from '../sampling/sampling-settings.js';

/** Who asked, for the log and for addressing replies. */
export interface JobOrigin {
  /** e.g. "osc udp 127.0.0.1:52144" */
  readonly client: string;
  /** the id the client chose for its request */
  readonly requestId: string | number;
}

/** A known stem, and its file. */
export interface StemFile {
  readonly stem: string;
  readonly path: string;
}

/**
 * The stems that are known: file by file, as a folder whose files are named by stem, or as a recording of all of them, which
 * is separated first.
 */
export type KnownStems =
  | { readonly kind: 'files'; readonly files: readonly StemFile[] }
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'mixture';
      readonly path: string;
      /** the model that separates it @default the one that the job runs on */
      readonly separator?: ModelCard | undefined;
    };

export type KnownOfKind<Kind extends KnownStems['kind']> = Extract<KnownStems, { kind: Kind }>;

/** So much is generated at most: what is computed without an input has no other end. */
export const MOST_GENERATED_SECONDS = 3600;

interface JobSettings {
  readonly sampling: SamplingChoice;
  /** of WAV files */
  readonly encoding: StemEncoding;
  /** @default 'wav' */
  readonly format?: StemFormat | undefined;
  /** created by the job; holds the stems and stems.json when it is done */
  readonly outputFolder: string;
  /** whether files in it that are not ours are replaced, too @default false: the job fails with `output-exists` */
  readonly replace?: boolean;
}

/** Of a job with inputs: the part of them that the stems are of, in seconds; left out: their beginning, their end. */
interface PartJobSettings extends JobSettings {
  /** folders that the inputs must lie in, links followed, each time they are opened @default anywhere */
  readonly inputsWithin?: readonly string[];
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export type JobCommand =
  | (PartJobSettings & {
      readonly kind: 'separate';
      readonly input: string;
      /** names of the stems to write, or undefined: all */
      readonly stems: readonly string[] | undefined;
      /** instead of stems: the recording without these */
      readonly minus?: readonly string[] | undefined;
      /** instead: this stem, and the recording without it */
      readonly two?: string | undefined;
      /** what files are called (stem-file-names.ts) @default by their stems */
      readonly names?: string | undefined;
      /** writes confidence.json, too: how far another separation agrees, which costs its evaluations */
      readonly confidence?: boolean;
    })
  | (PartJobSettings & {
      readonly kind: 'impute';
      readonly known: KnownStems;
      /** names of the stems to generate; a folder's files of these names are not used */
      readonly generate: readonly string[];
    })
  | (PartJobSettings & {
      /** all stems, those that are known first and then going on */
      readonly kind: 'continue';
      readonly known: KnownStems;
      /** names of stems to generate over the whole length, beside those that are not known; a folder's files of these names are not used */
      readonly generate: readonly string[];
      /** how much to generate behind what is known */
      readonly seconds: number;
    })
  | (JobSettings & { readonly kind: 'generate'; readonly seconds: number });

/** For a log: another model by its name alone, since a card is long. */
export function inBrief(command: JobCommand): object {
  if (!('known' in command) || command.known.kind !== 'mixture') return command;
  const { separator, ...known } = command.known;
  return { ...command, known: { ...known, separator: separator?.name } };
}

export type JobKind = JobCommand['kind'];

export const JOB_KINDS = [
  'separate',
  'impute',
  'continue',
  'generate',
] as const satisfies readonly JobKind[];

/** What the model is asked to do: to continue is to impute what comes after. */
export function taskOf(kind: JobKind): ModelTask {
  return kind === 'continue' ? 'impute' : kind;
}

export type JobOfKind<Kind extends JobKind> = Extract<JobCommand, { kind: Kind }>;
