/**
 * stemwright impute: given some stems, generates others that fit them.
 *
 * INPUT is a folder whose files are named by stem, or NAME=FILE pairs. What is generated goes to a folder of its own:
 *
 *   OUT/<name> imputed <stems> <seed>/   "stems/song imputed bass+drums 0"
 */
import path from 'node:path';

import { Command } from 'commander';

import type { KnownStems, StemFile } from '../jobs/job-command.js';
import { resolveJob } from '../jobs/resolve-job.js';
import { samplingChoice } from '../sampling/sampling-settings.js';
import { OperationalError } from '../operational-error.js';
import { safeFileName } from '../safe-file-name.js';
import { runJobWithBar } from './job-with-bar.js';
import { withInference } from './open-inference.js';
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
} from './options.js';
import { configured } from './configured-options.js';
import { runCommand, type Run } from './run-command.js';
import { summaryLines } from './summary-line.js';

interface ImputeOptions extends CommonOptions, ModelOptions, SamplingOptions, OutputOptions {
  readonly generate: string[];
}

export function imputeCommand(): Command {
  const command = new Command('impute')
    .description('generate stems that fit the given ones')
    .argument(
      '<input...>',
      'a folder with stems named bass.wav, drums.wav, ..., or NAME=FILE pairs',
    )
    .requiredOption('--generate <list>', 'the stems to generate, e.g. bass,drums', nameList);
  addOutputOptions(command);
  addSamplingOptions(command, 'impute');
  addModelOptions(command);
  return addCommonOptions(command).action(
    (inputs: string[], options: ImputeOptions, itself: Command) =>
      runCommand(options, async (run) => {
        await impute(run, inputs, await configured(options, itself));
      }),
  );
}

async function impute(run: Run, inputs: string[], options: ImputeOptions): Promise<void> {
  const { name: givenName, known } = knownStems(inputs);
  const name = imputedName(givenName, options);
  const folder = path.join(options.out, name);
  await withInference(options, run, async (inference) => {
    const job = resolveJob(inference.card, {
      kind: 'impute',
      known,
      generate: options.generate,
      sampling: samplingChoice(options, options),
      encoding: options.encoding,
      outputFolder: folder,
      replace: options.replace,
    });
    const { manifest, replaced } = await runJobWithBar(run, inference, name, job);
    run.console.jsonResult({ outputs: [{ folder, ...manifest, replaced }], errors: [] });
    for (const warning of manifest.warnings) run.console.note(`Warning: ${warning}`);
    for (const line of summaryLines(folder, manifest)) run.console.result(line);
  });
}

/** Beside what it was made to fit, never in its place; the same whatever order the stems are named in. */
function imputedName(name: string, { generate, seed }: ImputeOptions): string {
  return safeFileName(`${name} imputed ${generate.toSorted().join('+')} ${seed}`);
}

/** What the user gave, and a name for the output folder. */
function knownStems(inputs: readonly string[]): { name: string; known: KnownStems } {
  const pairs = inputs.filter((input) => input.includes('='));
  if (pairs.length === inputs.length) {
    const known = pairs.map((pair): StemFile => {
      const at = pair.indexOf('=');
      return { stem: pair.slice(0, at), path: pair.slice(at + 1) };
    });
    return { name: safeFileName(path.parse(known[0]!.path).name), known };
  }
  const [folder] = inputs;
  if (inputs.length !== 1 || folder === undefined) {
    throw new OperationalError(
      'bad-argument',
      `Expected one folder of stems, or NAME=FILE pairs only, got ${inputs.join(' ')}.`,
    );
  }
  return { name: safeFileName(path.basename(path.resolve(folder))), known: { folder } };
}
