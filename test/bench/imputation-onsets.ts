/**
 * Benchmark: do imputed stems keep time with the given ones (evaluation/imputation-agreement.ts)? From each track of a dataset
 * the first excerpt in which most stems play; its drums and its guitar, where they play, are imputed in turn, the others given.
 */
import { imputeClip } from '../../src/engine/impute-clip.js';
import { samplingPlan } from '../../src/engine/sampling-settings.js';
import type { StemTrack } from '../../src/evaluation/stem-track.js';
import {
  imputationAgreements,
  type ImputationAgreement,
  type ImputedExcerpt,
} from '../../src/evaluation/imputation-agreement.js';
import { onsetStrength } from '../../src/evaluation/onset-strength.js';
import { isSilent } from '../../src/evaluation/silence.js';
import type { Inference } from '../../src/model/inference.js';
import { sumRows } from '../../src/signal/rows.js';
import { memorySink } from '../support/memory-sink.js';
import { mean, standardError } from '../support/statistics.js';
import { presetSampling } from '../../src/engine/sampling-settings.js';
import { excerptSeconds, excerptsOf, fullestOf } from './prior-audio.js';
import { rowSource } from './row-source.js';

/** The two whose onsets are sharpest: what they do in time can be told from a few seconds. */
const IMPUTED_STEMS = ['drums', 'guitar'];

/** A Markdown table of means with their standard errors over tracks. */
export async function imputationOnsets(
  inference: Inference,
  bands: readonly StemTrack[],
): Promise<string> {
  const { stems } = inference.card;
  const excerpts: ImputedExcerpt[] = [];
  let silent = 0;
  for (const [seed, band] of bands.entries()) {
    const rows = fullestOf(excerptsOf(band, excerptSeconds(inference.card))) ?? [];
    for (const [stem, real] of rows.entries()) {
      if (!IMPUTED_STEMS.includes(stems[stem]!)) continue;
      const given = sumRows(rows.filter((_, other) => other !== stem));
      if (isSilent(real) || isSilent(given)) continue;
      const imputed = await impute(inference, { rows, stem, rateHz: band.rateHz, seed });
      if (isSilent(imputed)) silent++;
      const strength = (row: Float32Array) => onsetStrength(row, band.rateHz);
      excerpts.push({
        track: band.name,
        stem: stems[stem]!,
        given: strength(given),
        real: strength(real),
        imputed: strength(imputed),
      });
    }
  }
  const agreements = imputationAgreements(excerpts);
  return [
    '| onset agreement | tracks | real | imputed | shuffled | imputed - shuffled |',
    '| --- | --- | --- | --- | --- | --- |',
    ...IMPUTED_STEMS.map((stem) =>
      row(
        stem,
        agreements.filter((agreement) => agreement.stem === stem),
      ),
    ),
    row('both', agreements),
    '',
    `${silent} of ${excerpts.length} imputed stems are silent.`,
  ].join('\n');
}

interface Imputation {
  /** [stems] of [frames] */
  readonly rows: readonly Float32Array[];
  /** the one to impute */
  readonly stem: number;
  readonly rateHz: number;
  readonly seed: number;
}

async function impute(
  inference: Inference,
  { rows, stem, rateHz, seed }: Imputation,
): Promise<Float32Array> {
  const { card } = inference;
  const sink = memorySink();
  const known = rows.map((samples, index) => ({
    stem: index,
    source: rowSource(samples, rateHz),
  }));
  await imputeClip({
    known: known.filter((other) => other.stem !== stem),
    generate: [stem],
    plan: samplingPlan(card, 'impute', presetSampling('standard', seed)),
    inference,
    sink,
    channels: 1,
    onEvent: () => undefined,
  });
  return sink.row(0, 0);
}

/** Stems of one track are not independent: each track counts once, with the mean of its stems. */
function row(label: string, agreements: readonly ImputationAgreement[]): string {
  const tracks = [...new Set(agreements.map(({ track }) => track))];
  const cell = (value: (agreement: ImputationAgreement) => number): string => {
    const means = tracks.map((name) =>
      mean(agreements.filter(({ track }) => track === name).map(value)),
    );
    return `${mean(means).toFixed(2)} ± ${standardError(means).toFixed(2)}`;
  };
  const cells = [
    cell(({ real }) => real),
    cell(({ imputed }) => imputed),
    cell(({ shuffled }) => shuffled),
    cell(({ imputed, shuffled }) => imputed - shuffled),
  ];
  return `| ${[label, tracks.length, ...cells].join(' | ')} |`;
}
