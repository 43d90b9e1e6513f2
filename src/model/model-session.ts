/**
 * Model session: a loaded denoiser opened for evaluation, once it is known that card, graph and provider go together.
 *
 * The proof is one evaluation of the smallest chunk the card allows: a provider that fails, or gives numbers that are
 * not finite, is not chosen. It also warms the session up, so that the first chunk is not the slow one.
 */
import { join } from 'node:path';

import type { Denoiser } from '../sampler/denoiser.js';
import { createStemBlock } from '../signal/stem-block.js';
import { assertGraphAgrees, assertSeparationAgrees } from './graph-agreement.js';
import { denoiserCardOf } from './denoiser-card-of.js';
import type { DenoiserCard } from './denoiser-card.js';
import type { LoadedModel } from './model-folder.js';
import { bindDenoiser } from './onnx-denoiser.js';
import { createSession, type ProvenSession } from './onnx-session.js';
import type { ProviderPreference } from './provider.js';
import { bindSeparation } from './separate-on-session.js';
import { messageOf } from '../thrown-error.js';

/** @throws OperationalError `model-invalid`, `provider-unavailable`; Error for a separator */
export function openModelSession(
  model: Pick<LoadedModel, 'card' | 'graphPath'>,
  provider: ProviderPreference,
  threads?: number,
): Promise<ProvenSession> {
  const card = denoiserCardOf(model.card);
  return createSession(model.graphPath, {
    provider,
    threads,
    prove: async (session) => {
      assertGraphAgrees(card, model.graphPath, session);
      const { min: frames } = card.chunkFrames;
      const conditions = { channels: 1, frames, mixture: null, known: null, knownMask: null };
      await evaluateOnce(bindDenoiser(session, card, conditions), card);
    },
  });
}

/** The same of the second graph of a card that has one (one-step-separation.ts). */
export function openSeparationSession(
  { card, folder }: { readonly card: DenoiserCard; readonly folder: string },
  graph: string,
  provider: ProviderPreference,
  threads?: number,
): Promise<ProvenSession> {
  const graphPath = join(folder, graph);
  return createSession(graphPath, {
    provider,
    threads,
    prove: async (session) => {
      assertSeparationAgrees(card, graphPath, session);
      const { min: frames } = card.chunkFrames;
      const mixture = somethingLikeNoise(new Float32Array(frames), card.sigma.data);
      const bound = bindSeparation(session, { channels: 1, frames, mixture });
      const [hop] = card.separation!.hops;
      await evaluateOnce((x) => bound(hop!, null, createStemBlock(x)), card);
    },
  });
}

async function evaluateOnce(denoiser: Denoiser, card: DenoiserCard): Promise<void> {
  const frames = card.chunkFrames.min;
  const x = createStemBlock({ channels: 1, stems: card.stems.length, frames });
  const sigma = card.sigma.data;
  somethingLikeNoise(x.data, sigma);
  const what = `evaluating chunkFrames.min = ${frames} frames`;
  let denoised: Float32Array;
  try {
    denoised = (await denoiser(x, sigma)).data;
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`${what} failed: ${reason}`, { cause: error });
  }
  if (!denoised.every(Number.isFinite)) {
    throw new Error(`${what} gave values that are not finite`);
  }
}

/** Zeros would hide a division by zero or an overflow. */
function somethingLikeNoise(samples: Float32Array, level: number): Float32Array {
  for (let i = 0; i < samples.length; i++) samples[i] = i % 2 === 0 ? level : -level;
  return samples;
}
