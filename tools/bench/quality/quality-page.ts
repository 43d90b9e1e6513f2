/**
 * The page of a model's quality against cost, and its two charts, from the record alone.
 */
import path from 'node:path';

import type { ModelCard } from '../../../src/model/model-card.js';
import type { GeneratedFile } from '../../generated-file.js';
import { secondsOf } from './evaluation-seconds.js';
import { lineChart, type Series } from './line-chart.js';
import { gainOver, lineOf, pointErrors, type Point, type Variant } from './quality-figures.js';
import { EVALUATIONS, METHODS, RESAMPLINGS, type Method } from './quality-methods.js';
import type { QualityRecord } from './quality-schema.js';
import { evaluationsOf, recommendedPresets } from './recommended-presets.js';
import { PRESET_NAMES } from '../../../src/sampling/preset-names.js';

export const QUALITY_FILE = 'quality.json';
const CHARTS = { evaluations: 'quality-evaluations.svg', seconds: 'quality-seconds.svg' };

const COLOURS: Readonly<Record<string, string>> = {
  conditioned: '#1b6ca8',
  consistent: '#3a7d44',
  dirac: '#c2571a',
  gaussian: '#8b2f6b',
  views: '#008080',
  'prior-projdiff': '#b08900',
};
/** Beyond what anybody would use; points below are arrows. */
const LEAST_DB = -10;

const POSTERIORS = METHODS.filter(({ table }) => table === 'posteriors');
const VIEWS = METHODS.filter(({ id }) => id === 'views');
const PROJDIFF = METHODS.filter(({ id }) => id === 'prior-projdiff');

/** The page and its charts, beside the record in the model's folder. */
export function qualityFiles(
  folder: string,
  record: QualityRecord,
  card: ModelCard,
): GeneratedFile[] {
  return Object.entries({ 'QUALITY.md': qualityPage(record, card), ...qualityCharts(record) }).map(
    ([name, content]) => ({ file: path.join(folder, name), content }),
  );
}

function qualityPage(record: QualityRecord, card: ModelCard): string {
  const { model, excerpts, excerptFrames } = record;
  const seconds = excerptFrames / card.sampleRateHz;
  const errors = pointErrors(record, ['conditioned']);
  const range =
    errors.length === 0 ? '' : ` (${errors[0]!.toFixed(1)} to ${errors.at(-1)!.toFixed(1)} dB)`;
  return `# Quality against cost: ${model}

Written by \`npm run bench:quality -- --dataset DATASET\` from [${QUALITY_FILE}](${QUALITY_FILE}), which that command measures. DATASET is the one
that [TRAINING.md](TRAINING.md) scores the model on; measured here are ${excerpts.length} excerpts of ${seconds.toFixed(2)} s, one window of the score, from tracks spread over them in which at
least three stems play: ${excerpts.join(', ')}. SI-SDR improvement in dB as \`stemwright evaluate\` has it, a mean over stems and then over
excerpts; seed 0, one chunk, no overlap. **Standard errors over excerpts are large${range}: differences on the same excerpts are much
surer than the figures themselves.**

A small number behind a figure says on how many excerpts it was measured, where not on all ${excerpts.length}: then it is the figure before it plus the mean difference on
the excerpts that both have. A dash: not measured.

## Posteriors

*Conditioned on the mixture* is the released model as it is used: the network is given the mixture. The others use it as a prior only, as unconditional models are used, from
noise level 1: the mixture enters through the posterior alone. R: how often each step is repeated on fresh noise; evaluations count every repeat.

![Quality against evaluations](${CHARTS.evaluations})

![Quality against seconds](${CHARTS.seconds})

Hollow: not on all excerpts. Arrows: below ${LEAST_DB} dB.

Active stems only:

${posteriorTable(record, 'active')}

As the paper scores, silent stems too:

${posteriorTable(record, 'paper')}

Seconds of one thread's processor time for a second of audio (mono), methods by turns in one run, medians${repeatsOf(record)}; from the fourth evaluation on each
costs what a quarter of four did:

${secondsTable(record)}

## Solvers, at equal evaluations

What each gains over \`conditioned on the mixture\` and over \`consistent\` with R = 1 and as many evaluations, on the same excerpts: mean ± standard error over excerpts, active stems, dB.

Given the mixture:

${gainTable(record, 'given the mixture', 'conditioned', (evaluations) => evaluations)}

Over one evaluation: a network that every further step makes worse (the first table) is beaten at equal evaluations by whatever does less of it:

${gainTable(record, 'given the mixture', 'conditioned', () => 1)}

Given nothing:

${gainTable(record, 'given nothing', 'consistent', (evaluations) => evaluations)}

Kept in the sampler are \`--views\`, for what they gain on the whole dataset (below), and \`--solver projdiff\`, the default of networks that are given nothing. The others are settings of this
benchmark only (tools/bench/quality/quality-methods.ts); a warm start is the schedule \`refine\`.

## Presets

Settings scored on the whole dataset${scoredOn(record)}, each track separated as \`stemwright separate\` does it, overlapping chunks and all; means of the four stems' means, dB.

${presetScoreTable(record, card)}

\`draft\` is the best with one evaluation, \`best\` the best of all by active stems, \`standard\` the fewest evaluations less than 0.1 dB below it. The card's presets are
these (test/sampling/presets-follow-quality):

${presetTable(record)}
`;
}

/** File name -> SVG */
function qualityCharts(record: QualityRecord): Readonly<Record<string, string>> {
  const most = Math.max(
    ...METHODS.flatMap(({ id }) =>
      RESAMPLINGS.flatMap((r) => lineOf(record, id, r, 'active').map(({ db }) => db)),
    ),
  );
  const axis = { leastDb: LEAST_DB, mostDb: 2 * Math.ceil(most / 2 + 0.1) };
  return {
    [CHARTS.evaluations]: lineChart({
      ...axis,
      title: `${record.model}: SI-SDR improvement (active stems) against network evaluations`,
      xLabel: 'network evaluations of a chunk',
      xTicks: EVALUATIONS,
      series: series(record, (_, { evaluations }) => evaluations),
    }),
    [CHARTS.seconds]: lineChart({
      ...axis,
      title: `${record.model}: SI-SDR improvement (active stems) against seconds`,
      xLabel: 'processor seconds of one thread for a second of audio',
      xTicks: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20],
      series: series(record, (method, { evaluations }) => secondsOf(record, method, evaluations)),
    }),
  };
}

function series(
  record: QualityRecord,
  xOf: (method: Method, point: Point) => number | undefined,
): Series[] {
  return [...POSTERIORS, ...VIEWS, ...PROJDIFF].flatMap((method) =>
    RESAMPLINGS.flatMap((resamplings): Series[] => {
      const points = lineOf(record, method.id, resamplings, 'active').flatMap((point) => {
        const x = xOf(method, point);
        const sure = point.excerpts === record.excerpts.length;
        return x === undefined ? [] : [{ x, db: point.db, sure }];
      });
      const several = method.spendings.some((spending) => spending.resamplings > 1);
      const label = several ? `${method.label}, R = ${resamplings}` : method.label;
      const dashed = resamplings > 1;
      return points.length === 0
        ? []
        : [{ label, colour: COLOURS[method.id] ?? '#444', dashed, points }];
    }),
  );
}

function posteriorTable(record: QualityRecord, variant: Variant): string {
  const rows = [...POSTERIORS, ...VIEWS].flatMap((method) =>
    [...new Set(method.spendings.map(({ resamplings }) => resamplings))].map((resamplings) => {
      const line = lineOf(record, method.id, resamplings, variant);
      const cells = EVALUATIONS.map((evaluations) => {
        const point = line.find((one) => one.evaluations === evaluations);
        return point === undefined ? '-' : cell(point, record);
      });
      return [method.label, resamplings, ...cells];
    }),
  );
  return table(['evaluations', 'R', ...EVALUATIONS], rows);
}

function cell({ db, excerpts }: Point, record: QualityRecord): string {
  return `${db.toFixed(2)}${excerpts === record.excerpts.length ? '' : `<sup>${excerpts}</sup>`}`;
}

function secondsTable(record: QualityRecord): string {
  const rows = [...POSTERIORS, ...VIEWS].map((method) => [
    method.label,
    ...EVALUATIONS.map((evaluations) => {
      const offered = method.spendings.some((spending) => spending.evaluations === evaluations);
      const seconds = offered ? secondsOf(record, method, evaluations) : undefined;
      return seconds === undefined ? '-' : seconds.toPrecision(2);
    }),
  ]);
  return table(['evaluations', ...EVALUATIONS], rows);
}

function repeatsOf({ costs }: QualityRecord): string {
  return costs[0] === undefined ? '' : ` of ${costs[0].repeats}`;
}

function gainTable(
  record: QualityRecord,
  name: Method['table'],
  baseline: string,
  evaluationsOfBaseline: (evaluations: number) => number,
): string {
  const methods = METHODS.filter(({ table: itsTable }) => itsTable === name);
  const counts = EVALUATIONS.filter((count) =>
    methods.some(({ spendings }) => spendings.some(({ evaluations }) => evaluations === count)),
  );
  const rows = methods.map((method) => [
    method.label,
    ...counts.map((evaluations) => {
      const cell = { method: method.id, evaluations, resamplings: 1 };
      const other = {
        method: baseline,
        evaluations: evaluationsOfBaseline(evaluations),
        resamplings: 1,
      };
      const gain = gainOver(record, cell, other, 'active');
      if (gain === undefined) return '-';
      const few = gain.excerpts === record.excerpts.length ? '' : `<sup>${gain.excerpts}</sup>`;
      const error = gain.excerpts > 1 ? ` ± ${gain.errorDb.toFixed(2)}` : '';
      return `${gain.db >= 0 ? '+' : ''}${gain.db.toFixed(2)}${error}${few}`;
    }),
  ]);
  return table(['evaluations', ...counts], rows);
}

function scoredOn({ presets }: QualityRecord): string {
  const first = presets[0];
  return first === undefined ? '' : ` (${first.tracks} tracks, ${first.windows} windows)`;
}

function presetScoreTable({ presets }: QualityRecord, { stems }: ModelCard): string {
  return table(
    ['evaluations', 'steps', 'R', 'views', ...stems, 'mean active', 'mean paper'],
    presets.map((score) => [
      evaluationsOf(score),
      score.steps,
      score.resamplings,
      score.views,
      ...[...score.activeDb, score.meanActiveDb, score.meanPaperDb].map((db) => db.toFixed(2)),
    ]),
  );
}

function presetTable(record: QualityRecord): string {
  const presets = recommendedPresets(record);
  return table(
    ['preset', 'steps', 'R', 'views'],
    PRESET_NAMES.map((name) => {
      const { steps, resamplings, views } = presets[name];
      return [name, steps, resamplings, views];
    }),
  );
}

function table(
  head: readonly (string | number)[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
