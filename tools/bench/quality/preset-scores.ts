/**
 * Scores of the settings that presets are chosen from: every track of a dataset, separated as a job separates a file (chunks that
 * overlap, and all), scored as `stemwright evaluate` scores.
 */
import { samplingPlan, presetSampling } from '../../../src/sampling/sampling-settings.js';
import { separateClip } from '../../../src/clips/separate-clip.js';
import { listTracks } from '../../../src/evaluation/dataset.js';
import { scoreTrack, type StemImprovements } from '../../../src/evaluation/separation-score.js';
import { readTrack } from '../../../src/evaluation/stem-track.js';
import { startInference } from '../../../src/model/inference-handle.js';
import type { Inference } from '../../../src/model/inference.js';
import type { LoadedModel } from '../../../src/model/model-folder.js';
import { sumRows } from '../../../src/signal/rows.js';
import { memorySink } from '../../../test/support/memory-sink.js';
import { mean } from '../../../test/support/statistics.js';
import { rowSource } from '../row-source.js';
import { writeRecord } from './quality-record.js';
import type { PresetScore, QualityRecord } from './quality-schema.js';
import type { PresetSettings } from './quality-schema.js';

/** A second step, or further views of one. */
const CANDIDATES: readonly PresetSettings[] = [
  { steps: 1, resamplings: 1, views: 1 },
  { steps: 1, resamplings: 1, views: 2 },
  { steps: 1, resamplings: 1, views: 4 },
  { steps: 2, resamplings: 1, views: 1 },
];

/** @returns the record with the candidates it lacked, as it is in the file */
export async function scorePresets(
  record: QualityRecord,
  model: LoadedModel,
  dataset: string,
  file: string,
): Promise<QualityRecord> {
  const done = new Set(record.presets.map(keyOf));
  const missing = CANDIDATES.filter((settings) => !done.has(keyOf(settings)));
  if (missing.length === 0) return record;
  let current = record;
  const inference = await startInference({ model, provider: 'cpu', threads: 1 });
  try {
    for (const settings of missing) {
      const score = { ...settings, ...(await scoreOf(inference, settings, dataset)) };
      current = { ...current, presets: [...current.presets, score] };
      await writeRecord(file, current);
      console.error(JSON.stringify(score));
    }
  } finally {
    await inference.close();
  }
  return current;
}

function keyOf({ steps, resamplings, views }: PresetSettings): string {
  return [steps, resamplings, views].join(' ');
}

async function scoreOf(
  inference: Inference,
  settings: PresetSettings,
  dataset: string,
): Promise<Omit<PresetScore, keyof PresetSettings>> {
  const { stems } = inference.card;
  const plan = samplingPlan(inference.card, 'separate', {
    ...presetSampling('draft', 0),
    ...settings,
  });
  const scores: StemImprovements[][] = [];
  for (const folder of await listTracks(dataset, stems)) {
    const track = await readTrack(folder, stems);
    const sink = memorySink();
    await separateClip({
      source: rowSource(sumRows(track.stems), track.rateHz),
      plan,
      inference,
      sink,
      stored: (sample: number) => sample,
      onEvent: () => undefined,
    });
    const estimates = stems.map((_, stem) => sink.row(0, stem));
    scores.push(scoreTrack(track.stems, estimates, track.rateHz));
  }
  const stemMeans = (variant: keyof StemImprovements) =>
    stems.map((_, stem) => mean(scores.flatMap((ofTrack) => ofTrack[stem]![variant])));
  const activeDb = stemMeans('active');
  return {
    tracks: scores.length,
    windows: scores.reduce((sum, ofTrack) => sum + ofTrack[0]!.paper.length, 0),
    activeDb: activeDb.map(rounded),
    meanActiveDb: rounded(mean(activeDb)),
    meanPaperDb: rounded(mean(stemMeans('paper'))),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
