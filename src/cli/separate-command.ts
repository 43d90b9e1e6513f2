/**
 * stemwright separate INPUT...: each recording becomes a folder of stems that sum to it.
 */
import path from 'node:path';

import { Command } from 'commander';

import type { Manifest } from '../engine/manifest.js';
import type { Inference } from '../model/inference.js';
import { OperatingError } from '../operating-error.js';
import { exitCodeOf } from './exit-code.js';
import { runJobWithBar } from './job-with-bar.js';
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
import { errorObject, runCommand, type Run } from './run-command.js';
import { summaryLines } from './summary-line.js';

interface SeparateOptions extends CommonOptions, ModelOptions, SamplingOptions, OutputOptions {
  readonly stems?: string[];
}

export function separateCommand(): Command {
  const command = new Command('separate')
    .description('separate recordings into stems that sum to them')
    .argument('<input...>', 'WAV, AIFF, FLAC, MP3 or Ogg files')
    .option('--stems <list>', 'write only these stems, e.g. bass,drums', nameList);
  addOutputOptions(command);
  addSamplingOptions(command, { posterior: true });
  addModelOptions(command);
  return addCommonOptions(command).action((inputs: string[], options: SeparateOptions) =>
    runCommand(options, (run) => separate(run, inputs, options)),
  );
}

async function separate(run: Run, inputs: string[], options: SeparateOptions): Promise<void> {
  const folders = outputFolders(inputs, options.out);
  const outputs: object[] = [];
  const errors: object[] = [];
  await withInference(options, run, async (inference) => {
    for (const [index, input] of inputs.entries()) {
      const folder = folders[index]!;
      try {
        const manifest = await separateFile(run, inference, input, folder, options);
        outputs.push({ input, folder, ...manifest });
        for (const line of summaryLines(folder, manifest)) run.console.result(line);
      } catch (error) {
        // One bad input must not cost the others; an interruption ends them all.
        if (!(error instanceof OperatingError) || error.code === 'cancelled') throw error;
        errors.push({ input, ...errorObject(error) });
        run.console.note(`stemwright: ${error.message}`);
        process.exitCode = exitCodeOf(error);
      }
    }
  });
  run.console.jsonResult({ outputs, errors });
}

function separateFile(
  run: Run,
  inference: Inference,
  input: string,
  folder: string,
  options: SeparateOptions,
): Promise<Manifest> {
  run.log.info({ input, folder }, 'separating');
  return runJobWithBar(run, inference, path.basename(input), {
    task: 'separate',
    input,
    stems: options.stems,
    sampling: samplingChoice(options),
    encoding: options.encoding,
    outputFolder: folder,
  });
}

/** <out>/<input name> for each input. @throws OperatingError `bad-argument` when two would be the same */
function outputFolders(inputs: readonly string[], out: string): string[] {
  const folders = inputs.map((input) => path.join(out, path.parse(input).name));
  folders.forEach((folder, index) => {
    const first = folders.indexOf(folder);
    if (first !== index) {
      throw new OperatingError(
        'bad-argument',
        `${inputs[first]!} and ${inputs[index]!} would both be written to ${folder}. ` +
          'Separate them one at a time with different --out folders.',
      );
    }
  });
  return folders;
}
