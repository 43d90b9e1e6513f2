/**
 * stemwright impute: given some stems, generates others that fit them.
 *
 * INPUT is a folder whose files are named by stem, or NAME=FILE pairs.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { Command } from 'commander';

import { openAudioSource } from '../audio/open-audio-source.js';
import { imputeClip, type KnownStem } from '../engine/impute-clip.js';
import { samplingPlan } from '../engine/sampling-settings.js';
import { writeClip } from '../engine/write-clip.js';
import type { ModelCard } from '../model/model-card.js';
import { OperatingError } from '../operating-error.js';
import { packageVersion } from '../package-version.js';
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
import { runCommand, type Run } from './run-command.js';
import { stemIndices } from './stem-names.js';
import { summaryLines } from './summary-line.js';

interface ImputeOptions extends CommonOptions, ModelOptions, SamplingOptions, OutputOptions {
  readonly generate: string[];
}

/** A stem the user has, and its file. */
interface NamedFile {
  readonly stem: string;
  readonly file: string;
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
  addSamplingOptions(command, { posterior: false });
  addModelOptions(command);
  return addCommonOptions(command).action((inputs: string[], options: ImputeOptions) =>
    runCommand(options, (run) => impute(run, inputs, options)),
  );
}

async function impute(run: Run, inputs: string[], options: ImputeOptions): Promise<void> {
  await withInference(options, run, async (inference) => {
    const { card } = inference;
    const plan = samplingPlan(card, 'impute', samplingChoice(options));
    const generate = stemIndices(card, options.generate);
    const { name, files } = await namedFiles(inputs, card, options.generate);
    const folder = path.join(options.out, name);
    const known: KnownStem[] = [];
    const bar = startProgressBar(name, run.console);
    try {
      const indices = stemIndices(
        card,
        files.map(({ stem }) => stem),
      );
      for (const [index, { file }] of files.entries()) {
        known.push({ stem: indices[index]!, source: await openAudioSource(file) });
      }
      const rateHz = known[0]!.source.rateHz;
      const channels = Math.max(...known.map(({ source }) => source.channels));
      const manifest = await writeClip(
        { folder, stems: options.generate, rateHz, channels, encoding: options.encoding },
        { stemwright: packageVersion(), task: 'impute', inputs, inference, plan },
        (sink) =>
          imputeClip({
            known,
            generate,
            plan,
            inference,
            sink,
            channels,
            signal: run.signal,
            onEvent: bar.onEvent,
          }),
      );
      run.console.jsonResult({ outputs: [{ folder, ...manifest }], errors: [] });
      for (const line of summaryLines(folder, manifest)) run.console.result(line);
    } finally {
      bar.stop();
      await Promise.all(known.map(({ source }) => source.close()));
    }
  });
}

/** What the user gave, as stems and files, and a name for the output folder. */
async function namedFiles(
  inputs: readonly string[],
  card: ModelCard,
  generate: readonly string[],
): Promise<{ name: string; files: NamedFile[] }> {
  const pairs = inputs.filter((input) => input.includes('='));
  if (pairs.length === inputs.length) {
    const files = pairs.map((pair): NamedFile => {
      const at = pair.indexOf('=');
      return { stem: pair.slice(0, at), file: pair.slice(at + 1) };
    });
    checkOnce(files, generate);
    return { name: path.parse(files[0]!.file).name, files };
  }
  const [folder] = inputs;
  if (inputs.length !== 1 || folder === undefined) {
    throw new OperatingError(
      'bad-argument',
      `Expected one folder of stems, or NAME=FILE pairs only, got ${inputs.join(' ')}.`,
    );
  }
  const files = await stemsInFolder(folder, card, generate);
  return { name: path.basename(path.resolve(folder)), files };
}

/** Files of a folder named by stem, but for those that are to be generated anew. */
async function stemsInFolder(
  folder: string,
  { stems }: ModelCard,
  generate: readonly string[],
): Promise<NamedFile[]> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (cause) {
    throw new OperatingError(
      'input-missing',
      `Cannot read the folder ${folder}: expected a folder with stems named ${stems.join(', ')}.`,
      { cause },
    );
  }
  const files = stems
    .filter((stem) => !generate.includes(stem))
    .flatMap((stem) => {
      const matches = entries.filter((entry) => path.parse(entry).name === stem);
      if (matches.length > 1) {
        throw new OperatingError(
          'bad-argument',
          `${folder} holds several files for the stem "${stem}": ${matches.join(', ')}. Keep one.`,
        );
      }
      return matches.map((entry): NamedFile => ({ stem, file: path.join(folder, entry) }));
    });
  if (files.length === 0) {
    throw new OperatingError(
      'input-empty',
      `${folder} holds no stem to fit to: expected a file named ` +
        `${stems.filter((stem) => !generate.includes(stem)).join(' or ')}.`,
    );
  }
  return files;
}

/** @throws OperatingError `bad-argument` when a stem is given twice, or both given and asked for */
function checkOnce(files: readonly NamedFile[], generate: readonly string[]): void {
  files.forEach(({ stem }, index) => {
    if (generate.includes(stem) || files.findIndex((file) => file.stem === stem) !== index) {
      throw new OperatingError(
        'bad-argument',
        `The stem "${stem}" is given more than once, or both given and to be generated.`,
      );
    }
  });
}
