/**
 * How far bands that were partly generated sound from real ones: Fréchet distances of their mixes, for every choice of stems
 * (the paper's sub-FAD), between its bounds.
 */
import type { Embedding } from '../../src/evaluation/embedding.js';
import { frechetDistance, type EmbeddingSet } from '../../src/evaluation/frechet-distance.js';
import { sumRows } from '../../src/signal/rows.js';
import type { BandExcerpts } from './prior-audio.js';
import type { PlayedBands } from './prior-samples.js';

type Bands = PlayedBands['bands'];

export interface DistanceRow {
  readonly generated: readonly number[];
  /** of the real bands in the same excerpts: what a perfect prior reaches */
  readonly real: number;
  readonly played: number;
  /** with stems that were generated for the next track; undefined where nothing was given */
  readonly shuffled: number | undefined;
  /** the generated stems left out; undefined where nothing was given */
  readonly givenAlone: number | undefined;
}

export interface Distances {
  readonly rows: readonly DistanceRow[];
  /** how many embeddings every set has */
  readonly embeddings: number;
}

/** Of every set of bands to the mixes of the reference excerpts. */
export async function priorDistances(
  embedding: Embedding,
  excerpts: readonly BandExcerpts[],
  played: readonly PlayedBands[],
  modelRateHz: number,
): Promise<Distances> {
  const { rateHz } = excerpts[0]!;
  const setOf = (bands: Bands, atHz = rateHz) => mixEmbeddings(embedding, bands, atHz);
  const reference = await setOf(excerpts.map((excerpt) => excerpt.reference));
  const distanceOf = (set: EmbeddingSet) => frechetDistance(set, reference);
  const real = distanceOf(await setOf(excerpts.map(({ evaluated }) => evaluated)));
  const rows: DistanceRow[] = [];
  for (const { generated, bands } of played) {
    const fromNothing = generated.length === bands[0]!.length;
    const shuffled = bands.map((band, i) => {
      const other = bands[(i + 1) % bands.length]!;
      return band.map((row, stem) => (generated.includes(stem) ? other[stem]! : row));
    });
    const given = bands.map((band) => band.filter((_, stem) => !generated.includes(stem)));
    rows.push({
      generated,
      real,
      played: distanceOf(await setOf(bands, fromNothing ? modelRateHz : rateHz)),
      shuffled: fromNothing ? undefined : distanceOf(await setOf(shuffled)),
      givenAlone: fromNothing ? undefined : distanceOf(await setOf(given)),
    });
  }
  return { rows, embeddings: reference.length };
}

async function mixEmbeddings(
  embedding: Embedding,
  bands: Bands,
  rateHz: number,
): Promise<EmbeddingSet> {
  const set: Float64Array[] = [];
  for (const band of bands) set.push(...(await embedding.embed(sumRows(band), rateHz)));
  return set;
}
