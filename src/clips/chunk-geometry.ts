/**
 * Chunk geometry: how long a model input is and how far neighbours overlap.
 *
 * Chunks have the length the model was trained on. A quarter of each is shared with the next one: the first
 * half of that overlap is known to the network, the second half is cross-faded (frames/overlap-add).
 */
import type { ModelCard } from '../model/model-card.js';
import { modelFrames, type ModelFrames } from '../signal/units.js';

export interface ChunkGeometry {
  readonly windowFrames: ModelFrames;
  readonly overlapFrames: ModelFrames;
  /** the graph takes only such lengths */
  readonly multipleOf: number;
  readonly minFrames: ModelFrames;
}

const OVERLAP_FRACTION = 0.25;

export function chunkGeometry({ chunkFrames }: Pick<ModelCard, 'chunkFrames'>): ChunkGeometry {
  const { trained, multipleOf, min } = chunkFrames;
  const overlapFrames = Math.floor((trained * OVERLAP_FRACTION) / multipleOf) * multipleOf;
  return {
    windowFrames: modelFrames(trained),
    overlapFrames: modelFrames(overlapFrames),
    multipleOf,
    minFrames: modelFrames(min),
  };
}
