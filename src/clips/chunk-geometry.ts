/**
 * Chunk geometry: how long a model input is and how far neighbours overlap.
 *
 * Chunks have the length the model was trained on. Of a denoiser's, a quarter is shared with the next one: the first
 * half of that overlap is known to the network, the second half is cross-faded (frames/overlap-add). A separator is told
 * nothing of the chunk before: its card says what is shared, and what at the edges is left to the neighbour. Nor is a denoiser
 * that separates in one step (model/one-step-separation.ts).
 */
import type { Seam } from '../frames/overlap-add.js';
import type { DenoiserCard } from '../model/denoiser-card.js';
import type { SeparatorCard } from '../model/separator/separator-card.js';
import { separatesInOneStep, type SeparationCard } from '../model/one-step-separation.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
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
/** Of chunks that are separated in one step: what two share, and what of that is left to the neighbour at either end. test/slow/seams. */
const SEPARATED_OVERLAP_FRACTION = 0.125;
const SEPARATED_EDGE_FRACTION = 1 / 4;

type Overlap = { readonly overlapFrames: number } & Pick<ChunkGeometry, 'seam'>;
type CardOverlap =
  | Pick<DenoiserCard, 'kind' | 'chunkFrames'>
  | Pick<SeparatorCard, 'kind' | 'chunkFrames' | 'overlapFrames' | 'edgeFrames'>;

export function chunkGeometry(card: CardOverlap): ChunkGeometry {
  return geometryOf(card, overlapOf(card));
}

/** The same of chunks of a mixture that are separated by a plan. */
export function separationGeometry(
  card: CardOverlap & SeparationCard,
  plan: SamplingPlan,
): ChunkGeometry {
  if (!separatesInOneStep(card, plan)) return chunkGeometry(card);
  const overlapFrames = partOf(card, SEPARATED_OVERLAP_FRACTION);
  const edgeFrames = Math.floor(overlapFrames * SEPARATED_EDGE_FRACTION);
  return geometryOf(card, { overlapFrames, seam: { kind: 'cross-faded', edgeFrames } });
}

function geometryOf({ chunkFrames }: CardOverlap, { overlapFrames, seam }: Overlap): ChunkGeometry {
  const { trained, multipleOf, min } = chunkFrames;
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
  return { overlapFrames: partOf(card, OVERLAP_FRACTION), seam: { kind: 'conditioned' } };
}

function partOf({ chunkFrames }: CardOverlap, fraction: number): number {
  const { trained, multipleOf } = chunkFrames;
  return Math.floor((trained * fraction) / multipleOf) * multipleOf;
}
