/**
 * stemwright generate --seconds S: all stems of a band that never played.
 */
import path from 'node:path';

import { Command } from 'commander';

import { generateClip } from '../engine/generate-clip.js';
import { samplingPlan } from '../engine/sampling-settings.js';
import { writeClip } from '../engine/write-clip.js';
import { packageVersion } from '../package-version.js';
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
import { startProgressBar } from './progress-bar.js';
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
  await withInference(options, run, async (inference) => {
    const { card } = inference;
    const plan = samplingPlan(card, 'generate', samplingChoice(options));
    const frames = Math.max(1, Math.round(options.seconds * card.sampleRateHz));
    const name = `generated-${options.seed}`;
    const folder = path.join(options.out, name);
    const bar = startProgressBar(name, run.console);
    try {
      const manifest = await writeClip(
        {
          folder,
          stems: card.stems,
          rateHz: card.sampleRateHz,
          channels: 1,
          encoding: options.encoding,
        },
        { stemwright: packageVersion(), task: 'generate', inputs: [], inference, plan },
        (sink) =>
          generateClip({ frames, plan, inference, sink, signal: run.signal, onEvent: bar.onEvent }),
      );
      run.console.jsonResult({ outputs: [{ folder, ...manifest }], errors: [] });
      for (const line of summaryLines(folder, manifest)) run.console.result(line);
    } finally {
      bar.stop();
    }
  });
}
