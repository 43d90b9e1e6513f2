/**
 * stemwright evaluate DATASET: SI-SDR improvement on tracks whose stems are known, with and without silent stems.
 */
import path from 'node:path';

import { Command, Option } from 'commander';

import { samplingPlan } from '../engine/sampling-settings.js';
import { SPLITS, type Split } from '../evaluation/dataset.js';
import {
  evaluateSeparation,
  folderEstimator,
  modelEstimator,
  type Evaluation,
} from '../evaluation/evaluate-separation.js';
import type { VariantScore } from '../evaluation/report.js';
import { readTrack } from '../evaluation/stem-track.js';
import { withInference } from './open-inference.js';
import {
  addCommonOptions,
  addModelOptions,
  addSamplingOptions,
  integerFrom,
  nameList,
  samplingChoice,
  type CommonOptions,
  type ModelOptions,
  type SamplingOptions,
} from './options.js';
import { runCommand, type Run } from './run-command.js';

interface EvaluateOptions extends CommonOptions, ModelOptions, SamplingOptions {
  readonly split?: Split;
  readonly redux: boolean;
  readonly modelRate: boolean;
  readonly limit?: number;
  readonly estimates?: string;
  readonly stems: string[];
}

const PAPER_STEMS = ['bass', 'drums', 'guitar', 'piano'];

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('score separation on a dataset of tracks with known stems')
    .argument(
      '<dataset>',
      'folder of DATASET/<track>/{bass,drums,guitar,piano}.{wav,flac}, or Slakh2100 as downloaded',
    )
    .addOption(
      new Option(
        '--split <name>',
        'the tracks of DATASET/<name>/; by default those of DATASET itself, or of its test split',
      ).choices(SPLITS),
    )
    .option(
      '--redux',
      'leave out tracks made from the MIDI file of an earlier track, as Slakh2100-redux does',
      false,
    )
    .option(
      '--model-rate',
      'bring tracks to the model’s rate first, as the published evaluation does',
      false,
    )
    .option('--limit <n>', 'only the first n tracks', integerFrom(1))
    .option('--estimates <dir>', 'score the stems in DIR/<track>/ instead of running a model')
    .option('--stems <list>', 'stems to score with --estimates', nameList, PAPER_STEMS);
  addSamplingOptions(command, { posterior: true });
  addModelOptions(command);
  return addCommonOptions(command).action((dataset: string, options: EvaluateOptions) =>
    runCommand(options, (run) => evaluate(run, dataset, options)),
  );
}

async function evaluate(run: Run, dataset: string, options: EvaluateOptions): Promise<void> {
  const { console, signal } = run;
  const common = {
    dataset,
    selection: { split: options.split, redux: options.redux },
    limit: options.limit ?? Infinity,
    signal,
    onTrack: (name: string, index: number, count: number) => {
      console.note(`${name} (${index + 1} of ${count})`);
    },
    onLeftOut: (sentence: string) => {
      console.note(sentence);
    },
  };
  const { estimates, stems } = options;
  if (estimates !== undefined) {
    const read = (name: string) => readTrack({ name, folder: path.join(estimates, name) }, stems);
    const evaluation = await evaluateSeparation(folderEstimator(read), { ...common, stems });
    tell(run, { estimates }, evaluation);
    return;
  }
  await withInference(options, run, async (inference) => {
    const { card } = inference;
    const plan = samplingPlan(card, 'separate', samplingChoice(options));
    const evaluation = await evaluateSeparation(modelEstimator(inference, plan, signal), {
      ...common,
      stems: card.stems,
      rateHz: options.modelRate ? card.sampleRateHz : undefined,
    });
    const model = { name: card.name, version: card.version, sha256: inference.graphSha256 };
    tell(run, { model, provider: inference.provider, plan }, evaluation);
  });
}

function tell({ console }: Run, origin: object, evaluation: Evaluation): void {
  console.jsonResult({ ...origin, ...evaluation });
  console.result(
    `${evaluation.tracks} tracks, ${evaluation.windows} windows; SI-SDR improvement in dB`,
  );
  console.result(scoreLine('active stems only', evaluation.active));
  console.result(scoreLine('paper (all stems)', evaluation.paper));
  console.result(`worst sum error ${evaluation.sumErrorDbfs.toFixed(0)} dBFS`);
  if (evaluation.realTimeFactor !== null) {
    console.result(`real-time factor ${evaluation.realTimeFactor.toFixed(3)}`);
  }
}

function scoreLine(label: string, { perStemDb, meanDb }: VariantScore): string {
  const decibels = (value: number | null) => (value === null ? '-' : value.toFixed(2));
  const stems = Object.entries(perStemDb).map(([stem, value]) => `${stem} ${decibels(value)}`);
  return `${label}: ${stems.join(', ')}, mean ${decibels(meanDb)}`;
}
