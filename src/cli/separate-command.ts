/**
 * stemwright separate INPUT...: each recording becomes a folder of stems that sum to it.
 */
import path from 'node:path';

import { Command } from 'commander';

import { openAudioSource } from '../audio/open-audio-source.js';
import { storedSample } from '../audio/stem-folder.js';
import type { Manifest } from '../engine/manifest.js';
import { samplingPlan } from '../engine/sampling-settings.js';
import { selectStems } from '../engine/select-stems.js';
import { separateClip } from '../engine/separate-clip.js';
import { writeClip } from '../engine/write-clip.js';
import type { Inference } from '../model/inference.js';
import { OperatingError } from '../operating-error.js';
import { packageVersion } from '../package-version.js';
import { exitCodeOf } from './exit-code.js';
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
import { startProgressBar } from './progress-bar.js';
import { errorObject, runCommand, type Run } from './run-command.js';
import { stemIndices } from './stem-names.js';
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

async function separateFile(
  { console, log, signal }: Run,
  inference: Inference,
  input: string,
  folder: string,
  options: SeparateOptions,
): Promise<Manifest> {
  const { card } = inference;
  const plan = samplingPlan(card, 'separate', samplingChoice(options));
  const names = options.stems ?? card.stems;
  const selected = stemIndices(card, names);
  const source = await openAudioSource(input);
  const { rateHz, channels } = source;
  const bar = startProgressBar(path.basename(input), console);
  log.info({ input, rateHz, channels }, 'separating');
  try {
    return await writeClip(
      { folder, stems: names, rateHz, channels, encoding: options.encoding },
      { stemwright: packageVersion(), task: 'separate', inputs: [input], inference, plan },
      (sink) =>
        separateClip({
          source,
          plan,
          inference,
          sink: selectStems(sink, selected),
          stored: storedSample(options.encoding),
          signal,
          onEvent: bar.onEvent,
        }),
    );
  } finally {
    bar.stop();
    await source.close();
  }
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
