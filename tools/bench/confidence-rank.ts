/**
 * Benchmark: does confidence tell good windows from bad? Tracks whose stems are known are separated from their mixtures, as
 * `separate --as-dataset` does it; in each window of 2 s in which a stem plays, its confidence stands beside its true SI-SDR.
 *
 * Told is Spearman's rank correlation over the windows of all tracks, beside that of a guess that needs no second separation:
 * the stem's share of the mixture's power; and kappa, the median of how many times the error's power is that of the
 * difference (clips/confidence.ts).
 */
import { memorySource } from '../../src/audio/memory-source.js';
import { memoryStems } from '../../src/audio/memory-stems.js';
import {
  comparedPlan,
  CONFIDENCE_WINDOW_SECONDS,
  ConfidenceMeter,
  ERROR_PER_DIFFERENCE,
} from '../../src/clips/confidence.js';
import { separateClip } from '../../src/clips/separate-clip.js';
import { listTracks } from '../../src/evaluation/dataset.js';
import { isSilent } from '../../src/signal/silence.js';
import { siSdrDb } from '../../src/evaluation/si-sdr.js';
import { readTrack, type StemTrack } from '../../src/evaluation/stem-track.js';
import type { Inference } from '../../src/model/inference.js';
import type { SamplingPlan } from '../../src/sampler/sampling-plan.js';
import { rms } from '../../src/signal/level.js';
import { sumRows } from '../../src/signal/rows.js';
import { mean, median, rankCorrelation } from '../../test/support/statistics.js';

/** One stem in one window in which it plays. */
interface Judged {
  readonly stem: number;
  readonly confidence: number;
  readonly siSdrDb: number;
  /** power of the estimate / power of the mixture */
  readonly share: number;
  /** power of estimate - target / power of the estimate */
  readonly error: number;
}

/** A Markdown table: a stem a line. */
export async function confidenceRank(
  inference: Inference,
  plan: SamplingPlan,
  dataset: string,
): Promise<string> {
  const { stems } = inference.card;
  const judged: Judged[] = [];
  for (const track of await listTracks(dataset, stems)) {
    judged.push(...(await judge(inference, plan, await readTrack(track, stems))));
  }
  const lines = [
    '| stem | windows | confidence and SI-SDR | share and SI-SDR | SI-SDR, least third | most third | kappa |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const [index, stem] of stems.entries()) {
    lines.push(
      line(
        stem,
        judged.filter((one) => one.stem === index),
      ),
    );
  }
  lines.push(line('all', judged));
  return lines.join('\n');
}

async function judge(
  inference: Inference,
  plan: SamplingPlan,
  track: StemTrack,
): Promise<Judged[]> {
  const { card } = inference;
  const mixture = sumRows(track.stems);
  const sink = memoryStems(card.stems.map((_, index) => [index]));
  const meter = new ConfidenceMeter(card.stems.length, card.sampleRateHz);
  await separateClip({
    source: memorySource(track.name, track.rateHz, [mixture]),
    plan,
    inference,
    sink,
    comparison: {
      plan: comparedPlan(plan),
      onBlocks: (written, compared) => {
        meter.push(written, compared);
      },
    },
    stored: (sample) => sample,
    onEvent: () => undefined,
  });
  const windowFrames = CONFIDENCE_WINDOW_SECONDS * track.rateHz;
  const windows = Math.floor(mixture.length / windowFrames);
  const confidence = meter.values(windows);
  const judged: Judged[] = [];
  for (let window = 0; window < windows; window++) {
    const cut = (row: Float32Array) =>
      row.subarray(window * windowFrames, (window + 1) * windowFrames);
    const active = track.stems.map((row) => !isSilent(cut(row)));
    if (active.filter(Boolean).length < 2) continue;
    for (const [stem, row] of sink.rows().entries()) {
      if (active[stem] !== true) continue;
      const [estimate, target] = [cut(row), cut(track.stems[stem]!)];
      const power = rms([estimate]) ** 2;
      judged.push({
        stem,
        confidence: confidence[stem]![window]!,
        siSdrDb: siSdrDb(estimate, target),
        share: power / rms([cut(mixture)]) ** 2,
        error: rms([estimate.map((sample, t) => sample - target[t]!)]) ** 2 / power,
      });
    }
  }
  return judged;
}

function line(name: string, judged: readonly Judged[]): string {
  const siSdr = judged.map((one) => one.siSdrDb);
  const confidence = judged.map((one) => one.confidence);
  const byConfidence = judged.toSorted((a, b) => a.confidence - b.confidence);
  const third = Math.floor(judged.length / 3);
  const meanDb = (some: readonly Judged[]) => mean(some.map((one) => one.siSdrDb)).toFixed(1);
  const kappa = judged.map((one) => (one.error * ERROR_PER_DIFFERENCE) / (1 / one.confidence - 1));
  const cells = [
    name,
    judged.length,
    rankCorrelation(confidence, siSdr).toFixed(2),
    rankCorrelation(
      judged.map((one) => one.share),
      siSdr,
    ).toFixed(2),
    `${meanDb(byConfidence.slice(0, third))} dB`,
    `${meanDb(byConfidence.slice(-third))} dB`,
    median(kappa).toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}
