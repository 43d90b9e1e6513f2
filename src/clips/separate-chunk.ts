/**
 * Separate a chunk: a block of mono at the model's rate in, the sampler's own estimates out.
 *
 *   mixture -> windows -> sample -> overlap-add
 *
 * As separate-clip.ts does it, without the two ends: nothing is resampled and nothing restored, so that stems of a posterior
 * that does not tie them to the mixture do not sum to it here either. A chunk that is no longer than the model's input is one
 * window, without any overlap.
 */
import { cutIntoWindows } from '../frames/chunker.js';
import type { Inference } from '../model/inference.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { PlanarBlock } from '../signal/planar-block.js';
import { concatenateRows } from '../signal/rows.js';
import { stemRow } from '../signal/stem-block.js';
import { separationGeometry } from './chunk-geometry.js';
import { levelGain } from './level-gain.js';
import { sampleWindows, type SamplingTotals } from './sample-windows.js';

export interface SeparateChunk {
  /** [frames] at the model's rate; not changed */
  readonly mixture: Float32Array;
  readonly plan: SamplingPlan;
  readonly inference: Inference;
  readonly signal?: AbortSignal | undefined;
  /** frames of the mixture whose stems are finished */
  readonly onFrames: (frames: number) => void;
}

/** @returns [stems] of [frames], the model's order; rejects with `cancelled` within one evaluation of the signal */
export async function separateChunk(chunk: SeparateChunk): Promise<Float32Array[]> {
  const { mixture, plan, inference, signal, onFrames } = chunk;
  const { card } = inference;
  const geometry = separationGeometry(card, plan);
  const totals: SamplingTotals = { chunks: 0, evaluations: 0, sessionSeconds: 0 };
  const parts: Float32Array[][] = card.stems.map(() => []);
  const blocks = sampleWindows(
    cutIntoWindows(wholeBlock(mixture), { rows: 1, ...geometry }),
    {
      inference,
      plan,
      geometry,
      channels: 1,
      conditioning: ({ rows }) => ({
        mixture: concatenateRows(rows),
        known: null,
        knownMask: null,
        gain: levelGain(card, rows, card.stems.length),
      }),
      signal,
      onFrames,
    },
    totals,
  );
  for await (const block of blocks) {
    parts.forEach((part, stem) => part.push(stemRow(block, 0, stem).slice()));
  }
  return parts.map(concatenateRows);
}

async function* wholeBlock(row: Float32Array): AsyncGenerator<PlanarBlock> {
  yield [row];
  await Promise.resolve();
}
