/**
 * Chunk geometry: how long a model input is and how far neighbours overlap.
 *
 * Chunks have the length the model was trained on. Of a denoiser's, a quarter is shared with the next one: the first
 * half of that overlap is known to the network, the second half is cross-faded (frames/overlap-add). A separator is told
 * nothing of the chunk before: its card says what is shared, and what at the edges is left to the neighbour.
 */
import type { Seam } from '../frames/overlap-add.js';
import type { DenoiserCard } from '../model/denoiser-card.js';
import type { SeparatorCard } from '../model/separator/separator-card.js';
import { modelFrames, type ModelFrames } from '../signal/units.js';

export interface ChunkGeometry {
  readonly windowFrames: ModelFrames;
  readonly overlapFrames: ModelFrames;
  /** how the frames of an overlap are made of the two chunks */
  readonly seam: Seam;
  /** the graph takes only such lengths */
  readonly multipleOf: number;
  readonly minFrames: ModelFrames;
}

const OVERLAP_FRACTION = 0.25;

type Overlap = { readonly overlapFrames: number } & Pick<ChunkGeometry, 'seam'>;
type CardOverlap =
  | Pick<DenoiserCard, 'kind' | 'chunkFrames'>
  | Pick<SeparatorCard, 'kind' | 'chunkFrames' | 'overlapFrames' | 'edgeFrames'>;

export function chunkGeometry(card: CardOverlap): ChunkGeometry {
  const { trained, multipleOf, min } = card.chunkFrames;
  const { overlapFrames, seam } = overlapOf(card);
  return {
    windowFrames: modelFrames(trained),
    overlapFrames: modelFrames(overlapFrames),
    seam,
    multipleOf,
    minFrames: modelFrames(min),
  };
}

function overlapOf(card: CardOverlap): Overlap {
  if (card.kind === 'separator') {
    const { overlapFrames, edgeFrames } = card;
    return { overlapFrames, seam: { kind: 'cross-faded', edgeFrames } };
  }
  const { trained, multipleOf } = card.chunkFrames;
  return {
    overlapFrames: Math.floor((trained * OVERLAP_FRACTION) / multipleOf) * multipleOf,
    seam: { kind: 'conditioned' },
  };
}
