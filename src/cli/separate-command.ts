/**
 * stemwright separate INPUT...: each recording, of those named and of those in the folders named, becomes a folder of stems
 * that sum to it.
 */
import { availableParallelism } from 'node:os';

import { Command, Option } from 'commander';

import { isLossy } from '../audio/stem-formats.js';
import { samplingChoice } from '../sampling/sampling-settings.js';
import { OperationalError } from '../operational-error.js';
import { findRecordings } from './find-recordings.js';
import { LibraryReport } from './library-report.js';
import { noneEmpty, notEmpty } from './not-empty.js';
import { withInferences } from './open-inference.js';
import {
  addCommonOptions,
  addModelOptions,
  addOutputOptions,
  addSamplingOptions,
  nameList,
  type CommonOptions,
  type ModelOptions,
  type OutputOptions,
  type SamplingOptions,
  wholeNumber,
} from './options.js';
import { configured } from './configured-options.js';
import { part } from '../jobs/part-of-inputs.js';
import { addPartOptions, type PartOptions } from './part-options.js';
import { runCommand, type Run } from './run-command.js';
import { separateLibrary, type LibrarySettings } from './separate-library.js';

interface SeparateOptions
  extends CommonOptions, ModelOptions, SamplingOptions, OutputOptions, PartOptions {
  readonly stems?: string[];
  readonly minus?: string[];
  readonly two?: string;
  readonly niStems: boolean;
  readonly names?: string;
  readonly beside: boolean;
  readonly asDataset?: string;
  readonly force: boolean;
  readonly upgrade: boolean;
  readonly jobs?: number;
}

/** Each takes the memory of a model at work. */
const MOST_JOBS = 64;
const MOST_JOBS_UNASKED = 4;

export function separateCommand(): Command {
  const command = new Command('separate')
    .description('separate recordings into stems that sum to them')
    .argument(
      '<input...>',
      'audio files (any that ffmpeg reads, where it is installed) and folders of them; what is done already is left as it is, and keeps its place',
      noneEmpty,
    )
    .option('--stems <list>', 'write only these stems, e.g. bass,drums', nameList)
    .addOption(
      new Option(
        '--minus <list>',
        'write only the recording without these stems, e.g. vocals, as "no vocals"',
      )
        .argParser(nameList)
        .conflicts('stems'),
    )
    .addOption(
      new Option(
        '--two <stem>',
        'write this stem and the recording without it, which sum to the recording',
      )
        .argParser(notEmpty)
        .conflicts(['stems', 'minus']),
    )
    .addOption(
      new Option(
        '--ni-stems',
        'write one NAME.stem.mp4 for DJ programs, with the recording and four stems (AAC; needs ffmpeg)',
      )
        .default(false)
        .conflicts(['format', 'minus', 'two']),
    )
    .addOption(
      new Option(
        '--names <pattern>',
        'what files are called, e.g. "{name} - {stem}"; {name} is the recording’s name',
      ).argParser(notEmpty),
    )
    .addOption(
      new Option('--beside', 'write to a folder "NAME stems" beside each recording')
        .default(false)
        .conflicts('out'),
    )
    .option('--force', 'separate again what is done already', false)
    .option(
      '--upgrade',
      'in folders, separate again what another model separated, such as an older version; otherwise that is left as it is',
      false,
    )
    .option(
      '--jobs <n>',
      'recordings at a time, each on its share of the processor',
      wholeNumber(1, MOST_JOBS),
    )
    .addOption(
      new Option(
        '--as-dataset <dir>',
        'write DIR/<track>/ with all stems and how far they are to be trusted, to train on',
      )
        .argParser(notEmpty)
        .conflicts(['out', 'stems', 'minus', 'two', 'niStems', 'names', 'beside', 'from', 'to']),
    );
  addPartOptions(command);
  addOutputOptions(command);
  addSamplingOptions(command, 'separate');
  addModelOptions(command);
  return addCommonOptions(command).action(
    (inputs: string[], options: SeparateOptions, itself: Command) =>
      runCommand(options, async (run) => {
        await separate(run, inputs, await configured(options, itself));
      }),
  );
}

async function separate(run: Run, inputs: string[], options: SeparateOptions): Promise<void> {
  const out = options.beside ? undefined : (options.asDataset ?? options.out);
  const asDataset = options.asDataset !== undefined;
  if (asDataset && isLossy(options.format)) throw lossyDataset(options.format);
  const { recordings, problems, notes } = await findRecordings(
    inputs,
    out,
    asDataset ? 'tracks' : 'folders',
    part(options.from, options.to),
    run.signal,
  );
  for (const note of notes) run.console.note(note);
  const report = new LibraryReport(run.console, recordings.length + problems.length, notes);
  for (const { input, error } of problems) report.failed(input, error);
  const settings: LibrarySettings = {
    stems: options.stems,
    minus: options.minus,
    two: options.two,
    names: options.names,
    format: options.niStems ? 'stem.mp4' : options.format,
    from: options.from,
    to: options.to,
    sampling: samplingChoice(options, options),
    encoding: options.encoding,
    confidence: asDataset,
    beside: options.beside,
    force: options.force,
    upgrade: options.upgrade,
    replace: options.replace,
  };
  try {
    if (recordings.length > 0) {
      const count = Math.min(options.jobs ?? defaultJobs(), recordings.length);
      await withInferences(options, 'separate', run, count, (inferences) =>
        separateLibrary(run, inferences, recordings, settings, report),
      );
    }
    report.finish(undefined);
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    report.finish(error);
  }
}

/** Whoever trains on it reads no other. */
function lossyDataset(format: string): OperationalError {
  return new OperationalError(
    'bad-argument',
    `Expected the format wav or flac for a dataset, got ${format}. Say --format wav or --format flac.`,
  );
}

/**
 * Two cores a recording: part of a separation (playing chunks at other speeds, resampling) runs on one core, whatever the
 * network runs on.
 */
function defaultJobs(): number {
  return Math.max(1, Math.min(MOST_JOBS_UNASKED, Math.floor(availableParallelism() / 2)));
}
