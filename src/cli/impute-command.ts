/**
 * stemwright impute: given some stems, generates others that fit them.
 *
 * INPUT is a folder whose files are named by stem, or NAME=FILE pairs. What is generated goes to a folder of its own:
 *
 *   OUT/<name> imputed <stems> <seed>/       "stems/song imputed bass+drums 0"
 *   OUT/<name> continued <seconds> <seed>/   "stems/song continued 8 0", with all stems, those that are given first
 */
import path from 'node:path';

import { Command } from 'commander';

import { MOST_GENERATED_SECONDS, type KnownStems } from '../jobs/job-command.js';
import { resolveJob } from '../jobs/resolve-job.js';
import { samplingChoice } from '../sampling/sampling-settings.js';
import { absolutePath } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { safeFileName } from '../safe-file-name.js';
import { noneEmpty } from './not-empty.js';
import { runOneJob } from './one-job.js';
import { withInference } from './open-inference.js';
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
}

export function imputeCommand(): Command {
  const command = new Command('impute')
    .description('generate stems that fit the given ones')
    .argument(
      '<input...>',
      'a folder with stems named bass.wav, drums.wav, ..., or NAME=FILE pairs',
      noneEmpty,
    )
    .option('--generate <list>', 'the stems to generate, e.g. bass,drums', nameList)
    .option(
      '--continue <s>',
      'have the given stems go on for so many seconds; those that are not given are generated',
      positiveUpTo(MOST_GENERATED_SECONDS),
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
        await impute(run, inputs, await configured(options, itself));
      });
    },
  );
}

async function impute(run: Run, inputs: string[], options: ImputeOptions): Promise<void> {
  const { name: givenName, known } = knownStems(inputs);
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
    await runOneJob(run, inference, name, job);
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

/** What the user gave, and a name for the output folder. */
function knownStems(inputs: readonly string[]): { name: string; known: KnownStems } {
  const files = inputs.map(stemFileOf).filter((file) => file !== undefined);
  if (files.length === inputs.length) {
    const name = safeFileName(path.parse(files[0]!.path).name);
    return { name, known: { kind: 'files', files } };
  }
  const [folder] = inputs;
  if (inputs.length !== 1 || folder === undefined) {
    throw new OperationalError(
      'bad-argument',
      `Expected one folder of stems, or NAME=FILE pairs only, got ${inputs.join(' ')}.`,
    );
  }
  const name = safeFileName(path.basename(absolutePath(folder)));
  return { name, known: { kind: 'folder', folder } };
}
