/**
 * Separate on session: one sampling task that is a separation in one step, by the graph that is made for it (one-step-separation.ts).
 *
 *   mixture y [channels][frames] -> stems [channels][stems][frames] that sum to it
 *
 *   D_V = D_0 + 1/V sum_v [ D_v - L_v D_0 ],    v = 1 to V - 1,   D_v = D(0; sigma.max | y) as view v hears y
 *
 * A view hears the mixture as if it were played at another speed (its spectra have another hop): an ideal network would say the same,
 * and errors of a trained one average out, as in viewed-denoiser.ts. What is above the view's bins it does not hear: L_v leaves out as
 * much of D_0, so that it stays as the first view has it. The graph gives D_v - L_v D_0 where it is told D_0.
 *
 * Nothing is drawn: the seed changes nothing.
 */
import { setImmediate as eventLoopTurn } from 'node:timers/promises';

import { throwIfCancelled } from '../operational-error.js';
import type { Denoiser } from '../sampler/denoiser.js';
import { consistent } from '../sampler/posterior/consistent.js';
import type { DiffusionPlan } from '../sampler/sampling-plan.js';
import { Scratch } from '../signal/scratch.js';
import { createStemBlock, samplesOf, stemBlockIn, type StemBlock } from '../signal/stem-block.js';
import { evaluationFailed } from './evaluation-failed.js';
import type { DenoiserCard } from './denoiser-card.js';
import { OUTPUT_NAME } from './graph-agreement.js';
import type { SamplingResult, SamplingTask } from './inference.js';
import type { OnnxSession } from './onnx-session.js';
import type { SampleOnSessionOptions } from './sample-on-session.js';

/** What the network hears. */
export interface Heard extends Pick<SamplingTask, 'channels' | 'frames'> {
  /** [channels][frames] */
  readonly mixture: Float32Array;
}

export interface SeparationTask extends Heard {
  readonly plan: Pick<DiffusionPlan, 'views'>;
}

/** @param before D_0, or null. @param into written to, and returned */
type BoundSeparation = (
  hop: number,
  before: StemBlock | null,
  into: StemBlock,
) => Promise<StemBlock>;

type SeparationCard = Pick<DenoiserCard, 'stems' | 'sigma'> & { readonly hops: readonly number[] };

/** @throws OperationalError `cancelled`, `inference-failed` (an evaluation failed) */
export async function separateOnSession(
  session: OnnxSession,
  { stems, sigma, hops }: SeparationCard,
  { plan, channels, frames, mixture }: SeparationTask,
  { signal, onProgress, scratch = new Scratch() }: SampleOnSessionOptions,
): Promise<SamplingResult> {
  const { views } = plan;
  const shape = { channels, stems: stems.length, frames };
  const bound = bindSeparation(session, { channels, frames, mixture }, scratch);
  let done = 0;
  const evaluate: BoundSeparation = async (hop, before, into) => {
    await eventLoopTurn();
    throwIfCancelled(signal);
    try {
      await bound(hop, before, into);
    } catch (error) {
      throw evaluationFailed(sigma.max, frames, error);
    }
    onProgress?.(++done / views);
    return into;
  };
  const denoiser: Denoiser = async () => {
    const denoised = await evaluate(hops[0]!, null, createStemBlock(shape));
    if (views === 1) return denoised;
    const corrections = scratch.floats('corrections of views', samplesOf(shape)).fill(0);
    const correction = stemBlockIn(scratch.floats('correction', samplesOf(shape)), shape);
    for (const hop of hops.slice(1, views)) {
      await evaluate(hop, denoised, correction);
      for (let i = 0; i < corrections.length; i++) corrections[i]! += correction.data[i]! / views;
    }
    for (let i = 0; i < corrections.length; i++) denoised.data[i]! += corrections[i]!;
    return denoised;
  };
  const nothing = stemBlockIn(scratch.floats('nothing', samplesOf(shape)).fill(0), shape);
  const secondsBefore = session.runSeconds;
  const posterior = consistent(denoiser, mixture, shape, null, scratch);
  const separated = await posterior.denoise(nothing, sigma.max);
  return {
    stems: separated,
    evaluations: views,
    sessionSeconds: session.runSeconds - secondsBefore,
  };
}

/** The graph, told a mixture; its evaluations reject with onnxruntime's errors. */
export function bindSeparation(
  session: OnnxSession,
  { channels, frames, mixture }: Heard,
  scratch = new Scratch(),
): BoundSeparation {
  // onnxruntime takes no array whose memory threads share, as a live session's is
  const own = scratch.floats('separated mixture', channels * frames);
  own.set(mixture);
  const nothing = { data: new Float32Array(0), dims: [channels, 0, frames] };
  const heard = { mixture: { data: own, dims: [channels, 1, frames] } };
  return async (hop, before, into) => {
    const dims = [channels, into.stems, frames];
    const feeds = {
      ...heard,
      hop: { data: Float32Array.of(hop), dims: [1] },
      before: before === null ? nothing : { data: before.data, dims },
    };
    await session.run(feeds, { [OUTPUT_NAME]: { data: into.data, dims } });
    return into;
  };
}
