/**
 * stemwright evaluate DATASET: SI-SDR improvement on tracks whose stems are known, with and without silent stems.
 */
import { Command, Option } from 'commander';

import { SPLITS, type Split } from '../evaluation/dataset.js';
import type { Estimator } from '../evaluation/estimator.js';
import {
  evaluateSeparation,
  type Evaluation,
  type EvaluationOptions,
} from '../evaluation/evaluate-separation.js';
import { modelEstimator } from '../evaluation/model-estimator.js';
import { predictionEstimator } from '../evaluation/prediction-estimator.js';
import {
  paperProtocol,
  PROTOCOL_NAMES,
  type Protocol,
  type ProtocolName,
} from '../evaluation/protocol.js';
import type { VariantScore } from '../evaluation/report.js';
import { openScoreFile } from '../evaluation/score-file.js';
import { WINDOW_SECONDS } from '../evaluation/separation-score.js';
import { samplingChoice, samplingPlan } from '../sampling/sampling-settings.js';
import { OperationalError } from '../operational-error.js';
import { packageVersion } from '../package-version.js';
import { startEvaluationBar } from './evaluation-bar.js';
import { EXIT_FAILED } from './exit-code.js';
import { notEmpty } from './not-empty.js';
import { withInference } from './open-inference.js';
import {
  addCommonOptions,
  addModelOptions,
  addSamplingOptions,
  nameList,
  type CommonOptions,
  type ModelOptions,
  type SamplingOptions,
  wholeNumber,
} from './options.js';
import { configured } from './configured-options.js';
import { errorObject, runCommand, type Run } from './run-command.js';

interface EvaluateOptions extends CommonOptions, ModelOptions, SamplingOptions {
  readonly split?: Split;
  readonly redux: boolean;
  readonly protocol: ProtocolName;
  readonly modelRate: boolean;
  readonly limit?: number;
  readonly scores?: string;
  readonly predictions?: string;
  readonly stems: string[];
}

/** more than any dataset has */
const MOST_TRACKS = 1_000_000;
const PAPER_STEMS = ['bass', 'drums', 'guitar', 'piano'];

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('score separation on a dataset of tracks with known stems')
    .argument(
      '<dataset>',
      'folder of DATASET/<track>/{bass,drums,guitar,piano}.{wav,flac}, or Slakh2100 as downloaded',
      notEmpty,
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
    .addOption(
      new Option(
        '--protocol <name>',
        'job: whole tracks, separated as "separate" does; paper: as published, in chunks of 262,144 frames at the model’s ' +
          'rate, each on its own, without overlap and without the last, partial one',
      )
        .choices(PROTOCOL_NAMES)
        .default('job'),
    )
    .option('--model-rate', 'bring tracks to the model’s rate first, as the paper does', false)
    .option('--limit <n>', 'only the first n tracks', wholeNumber(1, MOST_TRACKS))
    .option(
      '--scores <file>',
      'keep the score of every track that is done in FILE; an interrupted evaluation goes on from there',
      notEmpty,
    )
    .addOption(
      new Option(
        '--predictions <dir>',
        'score the stems in DIR/<track>/ instead of running a model',
      )
        .argParser(notEmpty)
        .conflicts('modelRate'),
    )
    .option('--stems <list>', 'stems to score with --predictions', nameList, PAPER_STEMS);
  addSamplingOptions(command, 'separate');
  addModelOptions(command);
  return addCommonOptions(command).action(
    (dataset: string, options: EvaluateOptions, itself: Command) =>
      runCommand(options, async (run) => {
        if (options.predictions === undefined && itself.getOptionValueSource('stems') === 'cli') {
          throw new OperationalError(
            'bad-argument',
            'Expected --predictions with --stems: a model is scored on all of its stems. Leave out --stems.',
          );
        }
        await evaluate(run, dataset, await configured(options, itself));
      }),
  );
}

async function evaluate(run: Run, dataset: string, options: EvaluateOptions): Promise<void> {
  const { predictions, stems, protocol: name } = options;
  if (predictions !== undefined) {
    const protocol = protocolOf(options, undefined);
    const estimator = predictionEstimator(predictions, stems, protocol);
    const evaluation = await withProgress(run, dataset, options, {
      estimator,
      stems,
      protocol,
      // the predictions themselves are part of each track's key
      origin: {},
    });
    print(run, { predictions, protocol: name }, evaluation);
    return;
  }
  await withInference(options, 'separate', run, async (inference) => {
    const { card, graphSha256, provider } = inference;
    const plan = samplingPlan(card, 'separate', samplingChoice(options, options));
    const protocol = protocolOf(options, card.sampleRateHz);
    const { chunkFrames } = protocol;
    const evaluation = await withProgress(run, dataset, options, {
      estimator: modelEstimator({ inference, plan, chunkFrames, signal: run.signal }),
      stems: card.stems,
      protocol,
      origin: { card, provider, plan },
    });
    const model = { name: card.name, version: card.version, sha256: graphSha256 };
    print(run, { model, provider, plan, protocol: name }, evaluation);
  });
}

function protocolOf(
  { protocol, modelRate }: EvaluateOptions,
  modelRateHz: number | undefined,
): Protocol {
  if (protocol === 'paper') return paperProtocol(modelRateHz);
  return { rateHz: modelRate ? modelRateHz : undefined, chunkFrames: undefined };
}

interface Evaluated extends Pick<EvaluationOptions, 'stems' | 'protocol'> {
  readonly estimator: Estimator;
  /** what decides the estimates, besides the tracks: part of the key of a kept score */
  readonly origin: object;
}

async function withProgress(
  { console, signal }: Run,
  dataset: string,
  { split, redux, limit = Infinity, scores: scoreFile }: EvaluateOptions,
  { estimator, stems, protocol, origin }: Evaluated,
): Promise<Evaluation> {
  const settings = JSON.stringify({ stemwright: packageVersion(), stems, protocol, ...origin });
  const keeping =
    scoreFile === undefined ? undefined : { scores: await openScoreFile(scoreFile), settings };
  const bar = startEvaluationBar(console);
  try {
    return await evaluateSeparation(estimator, {
      dataset,
      selection: { split, redux },
      stems,
      protocol,
      limit,
      keeping,
      signal,
      onProgress: bar.onProgress,
      onLeftOut: console.note,
      onDamage: (sentence) => {
        console.note(`Warning: ${sentence}`);
      },
    });
  } catch (error) {
    if (
      scoreFile !== undefined &&
      error instanceof OperationalError &&
      error.code === 'cancelled'
    ) {
      console.note(`What is done is in ${scoreFile}: the same command goes on from there.`);
    }
    throw error;
  } finally {
    bar.stop();
  }
}

function print({ console }: Run, origin: object, evaluation: Evaluation): void {
  const { tracks, kept, windows, sumErrorDbfs, realTimeFactor, unmeasured, failed } = evaluation;
  const error = windows === 0 ? nothingMeasured(evaluation) : undefined;
  console.jsonResult({
    ...origin,
    ...evaluation,
    ...(error === undefined ? {} : { error: errorObject(error) }),
  });
  const before = kept === 0 ? '' : ` (${kept} scored before)`;
  console.result(`${tracks} tracks${before}, ${windows} windows; SI-SDR improvement in dB`);
  if (windows > 0) {
    console.result(scoreLine('active stems only', evaluation.active));
    console.result(scoreLine('paper (all stems)', evaluation.paper));
  }
  if (sumErrorDbfs !== null) console.result(`worst sum error ${sumErrorDbfs.toFixed(0)} dBFS`);
  if (realTimeFactor !== null) console.result(`real-time factor ${realTimeFactor.toFixed(3)}`);
  for (const { message } of unmeasured) console.note(message);
  for (const { track, message } of failed) console.note(`stemwright: ${track}: ${message}`);
  if (failed.length > 0) {
    console.note(`${failed.length} of ${failed.length + tracks} tracks could not be scored.`);
  }
  if (error !== undefined) console.note(`stemwright: ${error.message}`);
  if (failed.length > 0 || error !== undefined) process.exitCode = EXIT_FAILED;
}

function nothingMeasured({ tracks, failed }: Evaluation): OperationalError {
  return new OperationalError(
    'input-empty',
    `Nothing was measured in ${tracks + failed.length} tracks: a score is of windows of ${WINDOW_SECONDS} s in which two stems play.`,
  );
}

function scoreLine(label: string, { perStemDb, meanDb }: VariantScore): string {
  const decibels = (value: number | null) => (value === null ? '-' : value.toFixed(2));
  const stems = Object.entries(perStemDb).map(([stem, value]) => `${stem} ${decibels(value)}`);
  return `${label}: ${stems.join(', ')}, mean ${decibels(meanDb)}`;
}
