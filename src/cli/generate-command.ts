/**
 * stemwright generate --seconds S: all stems of a band that never played.
 */
import path from 'node:path';

import { Command } from 'commander';

import { MOST_GENERATED_SECONDS } from '../jobs/job-command.js';
import { samplingChoice } from '../sampling/sampling-settings.js';
import { resolveJob } from '../jobs/resolve-job.js';
import { runOneJob } from './one-job.js';
import { withInference } from './open-inference.js';
import {
  addCommonOptions,
  addModelOptions,
  addOutputOptions,
  addSamplingOptions,
  positiveUpTo,
  type CommonOptions,
  type ModelOptions,
  type OutputOptions,
  type SamplingOptions,
} from './options.js';
import { configured } from './configured-options.js';
import { runCommand, type Run } from './run-command.js';

interface GenerateOptions extends CommonOptions, ModelOptions, SamplingOptions, OutputOptions {
  readonly seconds: number;
}

export function generateCommand(): Command {
  const command = new Command('generate')
    .description('generate all stems from nothing, mono, at the model’s rate')
    .requiredOption('--seconds <s>', 'how much to generate', positiveUpTo(MOST_GENERATED_SECONDS));
  addOutputOptions(command);
  addSamplingOptions(command, 'generate');
  addModelOptions(command);
  return addCommonOptions(command).action((options: GenerateOptions, itself: Command) =>
    runCommand(options, async (run) => {
      await generate(run, await configured(options, itself));
    }),
  );
}

async function generate(run: Run, options: GenerateOptions): Promise<void> {
  const name = `generated-${options.seed}`;
  const folder = path.join(options.out, name);
  await withInference(options, 'generate', run, async (inference) => {
    const job = resolveJob(inference.card, {
      kind: 'generate',
      seconds: options.seconds,
      sampling: samplingChoice(options, options),
      encoding: options.encoding,
      format: options.format,
      outputFolder: folder,
      replace: options.replace,
    });
    await runOneJob(run, inference, name, job);
  });
}
