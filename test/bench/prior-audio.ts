/**
 * What the benchmarks of the prior listen to: bands whose stems are known, in excerpts of one model input.
 */
import { CONFIG } from '../../src/config.js';
import { listTracks } from '../../src/evaluation/dataset.js';
import { isSilent } from '../../src/evaluation/silence.js';
import { readTrack, type StemTrack } from '../../src/evaluation/stem-track.js';
import type { ModelCard } from '../../src/model/model-card.js';

/** More would not fit into a few minutes. */
const MOST_TRACKS = 12;

/** The first tracks of a dataset, or the bundled recording where there is none. */
export async function realBands(
  dataset: string | undefined,
  stems: readonly string[],
): Promise<StemTrack[]> {
  const folders =
    dataset === undefined
      ? [{ name: 'demo-band', folder: CONFIG.demoFolder }]
      : (await listTracks(dataset, stems)).slice(0, MOST_TRACKS);
  return Promise.all(folders.map((folder) => readTrack(folder, stems)));
}

/** One model input: there longer excerpts would cost an overlap too. */
export function excerptSeconds({ chunkFrames, sampleRateHz }: ModelCard): number {
  return chunkFrames.trained / sampleRateHz;
}

/** A track cut into whole excerpts without overlap: [excerpts][stems] of [frames]. */
export function excerptsOf({ rateHz, stems }: StemTrack, seconds: number): Float32Array[][] {
  // rounded down: resampled to the model's rate, an excerpt must not be a frame longer than its input
  return wholeExcerpts(stems, Math.floor(seconds * rateHz));
}

/** Rows cut to that many frames without overlap: [excerpts][rows] of [frames]. */
export function wholeExcerpts(rows: readonly Float32Array[], frames: number): Float32Array[][] {
  const count = Math.floor(rows[0]!.length / frames);
  return Array.from({ length: count }, (_, i) =>
    rows.map((row) => row.subarray(i * frames, (i + 1) * frames)),
  );
}

/** The first of the excerpts in which most stems play. */
export function fullestOf(excerpts: readonly Float32Array[][]): Float32Array[] | undefined {
  const playing = (excerpt: readonly Float32Array[]) =>
    excerpt.filter((row) => !isSilent(row)).length;
  return excerpts.reduce<Float32Array[] | undefined>(
    (fullest, excerpt) =>
      fullest === undefined || playing(excerpt) > playing(fullest) ? excerpt : fullest,
    undefined,
  );
}
