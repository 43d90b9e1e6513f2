/**
 * stemwright impute: given some stems, generates others that fit them.
 *
 * INPUT is a folder whose files are named by stem, NAME=FILE pairs, or a recording of all of them, which is separated first. What is
 * generated goes to a folder of its own:
 *
 *   OUT/<name> imputed <stems> <seed>/       "stems/song imputed bass+drums 0"
 *   OUT/<name> continued <seconds> <seed>/   "stems/song continued 8 0", with all stems, those that are given first
 */
import path from 'node:path';

import { Command } from 'commander';

import { MOST_GENERATED_SECONDS, type KnownStems } from '../jobs/job-command.js';
import { resolveJob } from '../jobs/resolve-job.js';
import type { Settings } from '../config/settings.js';
import { findModel } from '../model/model-library.js';
import { samplingChoice } from '../sampling/sampling-settings.js';
import { absolutePath, stat } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { safeFileName } from '../safe-file-name.js';
import { noneEmpty, notEmpty } from './not-empty.js';
import { runOneJob } from './one-job.js';
import { separatorOpener, withInference } from './open-inference.js';
import {
  addCommonOptions,
  addModelOptions,
  addOutputOptions,
  addSamplingOptions,
  nameList,
  positiveUpTo,
  type CommonOptions,
  type ModelOptions,
  type OutputOptions,
  type SamplingOptions,
} from './options.js';
import { configured } from './configured-options.js';
import { nameOfPart, part } from '../jobs/part-of-inputs.js';
import { stemFileOf } from '../jobs/stem-file.js';
import { addPartOptions, type PartOptions } from './part-options.js';
import { runCommand, type Run } from './run-command.js';

interface ImputeOptions
  extends CommonOptions, ModelOptions, SamplingOptions, OutputOptions, PartOptions {
  readonly generate?: string[];
  readonly continue?: number;
  readonly separateWith?: string;
}

export function imputeCommand(): Command {
  const command = new Command('impute')
    .description('generate stems that fit the given ones')
    .argument(
      '<input...>',
      'a folder with stems named bass.wav, drums.wav, ..., NAME=FILE pairs, or a recording, which is separated first',
      noneEmpty,
    )
    .option('--generate <list>', 'the stems to generate, e.g. bass,drums', nameList)
    .option(
      '--continue <s>',
      'have the given stems go on for so many seconds; those that are not given are generated',
      positiveUpTo(MOST_GENERATED_SECONDS),
    )
    .option(
      '--separate-with <name>',
      'model that separates a recording; otherwise the setting "separator", or the model that imputes',
      notEmpty,
    );
  addPartOptions(command);
  addOutputOptions(command);
  addSamplingOptions(command, 'impute');
  addModelOptions(command);
  return addCommonOptions(command).action(
    (inputs: string[], options: ImputeOptions, itself: Command) => {
      if (options.generate === undefined && options.continue === undefined) {
        const code = 'commander.missingMandatoryOptionValue';
        command.error("error: required option '--generate <list>' not specified", { code });
      }
      return runCommand(options, async (run) => {
        await impute(run, inputs, await configured<ImputeOptions>(options, itself));
      });
    },
  );
}

async function impute(
  run: Run,
  inputs: string[],
  options: ImputeOptions & Pick<Settings, 'separator'>,
): Promise<void> {
  const { name: givenName, known: given } = await knownStems(inputs);
  const known = await withSeparator(given, options);
  const name = resultName(givenName, options);
  const { generate = [], continue: seconds } = options;
  const folder = path.join(options.out, name);
  await withInference(options, 'impute', run, async (inference) => {
    const job = resolveJob(inference.card, {
      ...(seconds === undefined ? { kind: 'impute' } : { kind: 'continue', seconds }),
      known,
      generate,
      from: options.from,
      to: options.to,
      sampling: samplingChoice(options, options),
      encoding: options.encoding,
      format: options.format,
      outputFolder: folder,
      replace: options.replace,
    });
    const openSeparator = separatorOpener(options, run);
    await runOneJob(run, inference, name, job, { openSeparator });
  });
}

/** Beside what it was made to fit, never in its place; the same whatever order the stems are named in. */
function resultName(name: string, options: ImputeOptions): string {
  const { generate, continue: seconds, seed, from, to } = options;
  const words = [nameOfPart(name, part(from, to))];
  if (generate !== undefined) words.push('imputed', generate.toSorted().join('+'));
  if (seconds !== undefined) words.push('continued', `${seconds}`);
  return safeFileName([...words, seed].join(' '));
}

/** With the card of the model that is to separate a recording. @throws OperationalError of finding it; `bad-argument` */
async function withSeparator(
  known: KnownStems,
  { separateWith, separator, modelFolders }: ImputeOptions & Pick<Settings, 'separator'>,
): Promise<KnownStems> {
  if (known.kind !== 'mixture') {
    if (separateWith === undefined) return known;
    throw new OperationalError(
      'bad-argument',
      `Expected a recording to separate with "${separateWith}", got stems. Leave out --separate-with, or give the recording.`,
    );
  }
  const name = separateWith ?? separator;
  if (name === undefined) return known;
  return { ...known, separator: (await findModel(name, modelFolders)).card };
}

/** What the user gave, and a name for the output folder. */
async function knownStems(inputs: readonly string[]): Promise<{ name: string; known: KnownStems }> {
  const files = inputs.map(stemFileOf).filter((file) => file !== undefined);
  if (files.length === inputs.length) {
    const name = safeFileName(path.parse(files[0]!.path).name);
    return { name, known: { kind: 'files', files } };
  }
  const [folder] = inputs;
  if (inputs.length !== 1 || folder === undefined) {
    throw new OperationalError(
      'bad-argument',
      `Expected one folder of stems, one recording, or NAME=FILE pairs only, got ${inputs.join(' ')}.`,
    );
  }
  const entry = await stat(folder).catch(() => undefined);
  if (entry?.isFile() === true) {
    const name = safeFileName(path.parse(folder).name);
    return { name, known: { kind: 'mixture', path: folder } };
  }
  const name = safeFileName(path.basename(absolutePath(folder)));
  return { name, known: { kind: 'folder', folder } };
}
