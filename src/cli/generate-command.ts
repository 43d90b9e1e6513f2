/**
 * stemwright generate --seconds S: all stems of a band that never played.
 */
import path from 'node:path';

import { Command } from 'commander';

import { runJobWithBar } from './job-with-bar.js';
import { withInference } from './open-inference.js';
import {
  addCommonOptions,
  addModelOptions,
  addOutputOptions,
  addSamplingOptions,
  positiveNumber,
  samplingChoice,
  type CommonOptions,
  type ModelOptions,
  type OutputOptions,
  type SamplingOptions,
} from './options.js';
import { runCommand, type Run } from './run-command.js';
import { summaryLines } from './summary-line.js';

interface GenerateOptions extends CommonOptions, ModelOptions, SamplingOptions, OutputOptions {
  readonly seconds: number;
}

export function generateCommand(): Command {
  const command = new Command('generate')
    .description('generate all stems from nothing, mono, at the model’s rate')
    .requiredOption('--seconds <s>', 'how much to generate', positiveNumber);
  addOutputOptions(command);
  addSamplingOptions(command, { posterior: false });
  addModelOptions(command);
  return addCommonOptions(command).action((options: GenerateOptions) =>
    runCommand(options, (run) => generate(run, options)),
  );
}

async function generate(run: Run, options: GenerateOptions): Promise<void> {
  const name = `generated-${options.seed}`;
  const folder = path.join(options.out, name);
  await withInference(options, run, async (inference) => {
    const { manifest, replaced } = await runJobWithBar(run, inference, name, {
      task: 'generate',
      seconds: options.seconds,
      sampling: samplingChoice(options),
      encoding: options.encoding,
      outputFolder: folder,
      replace: options.replace,
    });
    run.console.jsonResult({ outputs: [{ folder, ...manifest, replaced }], errors: [] });
    for (const warning of manifest.warnings) run.console.note(`Warning: ${warning}`);
    for (const line of summaryLines(folder, manifest)) run.console.result(line);
  });
}
