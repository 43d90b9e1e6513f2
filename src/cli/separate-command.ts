/**
 * stemwright separate INPUT...: each recording, of those named and of those in the folders named, becomes a folder of stems
 * that sum to it.
 */
import { Command, Option } from 'commander';

import { OperatingError } from '../operating-error.js';
import { findRecordings } from './find-recordings.js';
import { LibraryReport } from './library-report.js';
import { withInference } from './open-inference.js';
import {
  addCommonOptions,
  addModelOptions,
  addOutputOptions,
  addSamplingOptions,
  nameList,
  samplingChoice,
  type CommonOptions,
  type ModelOptions,
  type OutputOptions,
  type SamplingOptions,
} from './options.js';
import { runCommand, type Run } from './run-command.js';
import { separateLibrary } from './separate-library.js';

interface SeparateOptions extends CommonOptions, ModelOptions, SamplingOptions, OutputOptions {
  readonly stems?: string[];
  readonly asDataset?: string;
  readonly force: boolean;
}

export function separateCommand(): Command {
  const command = new Command('separate')
    .description('separate recordings into stems that sum to them')
    .argument(
      '<input...>',
      'WAV, AIFF, FLAC, MP3 or Ogg files, and folders of them; what is done already is left as it is',
    )
    .option('--stems <list>', 'write only these stems, e.g. bass,drums', nameList)
    .option('--force', 'separate again what is done already', false)
    .addOption(
      new Option(
        '--as-dataset <dir>',
        'write DIR/<track>/ with all stems and how far they are to be trusted, to train on',
      ).conflicts(['out', 'stems']),
    );
  addOutputOptions(command);
  addSamplingOptions(command, { posterior: true });
  addModelOptions(command);
  return addCommonOptions(command).action((inputs: string[], options: SeparateOptions) =>
    runCommand(options, (run) => separate(run, inputs, options)),
  );
}

async function separate(run: Run, inputs: string[], options: SeparateOptions): Promise<void> {
  const out = options.asDataset ?? options.out;
  const asDataset = options.asDataset !== undefined;
  const { recordings, problems, notes } = await findRecordings(
    inputs,
    out,
    asDataset ? 'tracks' : 'folders',
  );
  for (const note of notes) run.console.note(note);
  const report = new LibraryReport(run.console, recordings.length + problems.length);
  for (const { input, error } of problems) report.failed(input, error);
  const settings = {
    stems: options.stems,
    sampling: samplingChoice(options),
    encoding: options.encoding,
    confidence: asDataset,
    force: options.force,
  };
  try {
    if (recordings.length > 0) {
      await withInference(options, run, (inference) =>
        separateLibrary(run, inference, recordings, settings, report),
      );
    }
    report.finish(undefined);
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    report.finish(error);
  }
}
