/**
 * What the page of quality against cost is measured on: from tracks spread over a dataset, one excerpt each in which at least
 * three stems play, just long enough for one window of the score: more would cost more and say little more.
 */
import { listTracks } from '../../../src/evaluation/dataset.js';
import { isSilent } from '../../../src/signal/silence.js';
import { readTrack } from '../../../src/evaluation/stem-track.js';
import { trackAtRate } from '../../../src/evaluation/track-at-rate.js';
import type { ModelCard } from '../../../src/model/model-card.js';
import { fullestOf, wholeExcerpts } from '../prior-audio.js';

/** of the score: src/evaluation/separation-score.ts */
const WINDOW_SECONDS = 4;
const LEAST_PLAYING = 3;
const MOST_EXCERPTS = 4;

export interface QualityExcerpt {
  /** its track's */
  readonly name: string;
  /** [stems] of [frames], at the model's rate */
  readonly stems: readonly Float32Array[];
}

/** Frames of the shortest input of the model that holds a window. */
export function excerptFrames({ sampleRateHz, chunkFrames }: ModelCard): number {
  const { multipleOf, min } = chunkFrames;
  return Math.max(min, Math.ceil((WINDOW_SECONDS * sampleRateHz) / multipleOf) * multipleOf);
}

export async function qualityExcerpts(dataset: string, card: ModelCard): Promise<QualityExcerpt[]> {
  const found: QualityExcerpt[] = [];
  for (const folder of await listTracks(dataset, card.stems)) {
    const track = await trackAtRate(await readTrack(folder, card.stems), card.sampleRateHz);
    const stems = fullestOf(wholeExcerpts(track.stems, excerptFrames(card)))?.map((row) =>
      row.slice(),
    );
    if (stems === undefined) continue;
    if (stems.filter((row) => !isSilent(row)).length < LEAST_PLAYING) continue;
    found.push({ name: track.name, stems });
  }
  const count = Math.min(MOST_EXCERPTS, found.length);
  return Array.from({ length: count }, (_, i) => found[Math.floor((i * found.length) / count)]!);
}
