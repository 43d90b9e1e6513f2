/**
 * Compute probe: what one evaluation of a live window costs on this machine, measured before a session starts.
 *
 * The first run pays for memory and warm caches and is not counted; of the others the slowest counts.
 */
import type { Inference } from '../../model/inference.js';
import { createStemBlock } from '../../signal/stem-block.js';
import { withSteps, type SamplingPlan } from '../../sampler/sampling-plan.js';

const COUNTED_RUNS = 2;

export interface ComputeProbe {
  readonly plan: SamplingPlan;
  readonly channels: number;
  /** model frames, a length the model takes */
  readonly windowFrames: number;
  /** whether windows are told stems: which a graph that only separates cannot be */
  readonly knowsStems: boolean;
  /** seconds, from any origin */
  readonly clock: () => number;
}

/** @returns seconds per evaluated model frame, all channels together */
export async function measureCost(inference: Inference, probe: ComputeProbe): Promise<number> {
  const { clock, ...silence } = probe;
  let slowest = 0;
  for (let run = 0; run <= COUNTED_RUNS; run++) {
    const start = clock();
    await evaluateSilence(inference, silence);
    if (run > 0) slowest = Math.max(slowest, clock() - start);
  }
  return slowest / probe.windowFrames;
}

/** One evaluation, of a window of nothing. */
export async function evaluateSilence(
  inference: Inference,
  { plan, channels, windowFrames, knowsStems }: Omit<ComputeProbe, 'clock'>,
): Promise<void> {
  const { stems } = inference.card;
  const shape = { channels, stems: stems.length, frames: windowFrames };
  await inference.sample({
    plan: withSteps(plan, 1),
    channels,
    frames: windowFrames,
    startFrame: 0,
    mixture: new Float32Array(channels * windowFrames),
    known: knowsStems ? createStemBlock(shape) : null,
    knownMask: knowsStems ? new Float32Array(stems.length * windowFrames) : null,
  });
}
