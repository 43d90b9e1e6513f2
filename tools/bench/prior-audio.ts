/**
 * What the measurements of the prior listen to: two excerpts of each track of a dataset, one model input long. What is imputed is
 * imputed in the first; the second says what other real music of the same bands sounds like.
 */
import { listTracks } from '../../src/evaluation/dataset.js';
import { isSilent } from '../../src/signal/silence.js';
import { readTrack, type StemTrack } from '../../src/evaluation/stem-track.js';
import type { ModelCard } from '../../src/model/model-card.js';

export interface BandExcerpts {
  readonly track: string;
  readonly rateHz: number;
  /** [stems] of [frames] */
  readonly evaluated: readonly Float32Array[];
  /** [stems] of [frames], as long */
  readonly reference: readonly Float32Array[];
}

/** One model input: there longer excerpts would cost an overlap too. */
export function excerptSeconds({ chunkFrames, sampleRateHz }: ModelCard): number {
  return chunkFrames.trained / sampleRateHz;
}

/** Of the first tracks that hold two excerpts; of a track, the two in which most stems play. */
export async function bandExcerpts(
  dataset: string,
  card: ModelCard,
  mostTracks: number,
): Promise<BandExcerpts[]> {
  const seconds = excerptSeconds(card);
  const bands: BandExcerpts[] = [];
  for (const folder of await listTracks(dataset, card.stems)) {
    if (bands.length === mostTracks) break;
    const track = await readTrack(folder, card.stems);
    const [evaluated, reference] = excerptsOf(track, seconds).sort(
      (a, b) => playing(b) - playing(a),
    );
    if (evaluated === undefined || reference === undefined) continue;
    bands.push({ track: track.name, rateHz: track.rateHz, evaluated, reference });
  }
  return bands;
}

/** A track cut into whole excerpts without overlap: [excerpts][stems] of [frames], copies. */
function excerptsOf({ rateHz, stems }: StemTrack, seconds: number): Float32Array[][] {
  // rounded down: resampled to the model's rate, an excerpt must not be a frame longer than its input
  return wholeExcerpts(stems, Math.floor(seconds * rateHz));
}

/** Rows cut to that many frames without overlap: [excerpts][rows] of [frames]. */
export function wholeExcerpts(rows: readonly Float32Array[], frames: number): Float32Array[][] {
  const count = Math.floor(rows[0]!.length / frames);
  return Array.from({ length: count }, (_, i) =>
    rows.map((row) => row.slice(i * frames, (i + 1) * frames)),
  );
}

/** The first of the excerpts in which most stems play. */
export function fullestOf(excerpts: readonly Float32Array[][]): Float32Array[] | undefined {
  return excerpts.reduce<Float32Array[] | undefined>(
    (fullest, excerpt) =>
      fullest === undefined || playing(excerpt) > playing(fullest) ? excerpt : fullest,
    undefined,
  );
}

function playing(excerpt: readonly Float32Array[]): number {
  return excerpt.filter((row) => !isSilent(row)).length;
}
