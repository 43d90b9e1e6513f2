/**
 * Model session: a loaded denoiser opened for evaluation, once it is known that card, graph and provider go together.
 *
 * The proof is one evaluation of the smallest chunk the card allows: a provider that fails, or gives numbers that are
 * not finite, is not chosen. It also warms the session up, so that the first chunk is not the slow one.
 */
import { createStemBlock } from '../signal/stem-block.js';
import { assertGraphAgrees } from './graph-agreement.js';
import { denoiserCardOf } from './denoiser-card-of.js';
import type { DenoiserCard } from './denoiser-card.js';
import type { LoadedModel } from './model-folder.js';
import { bindDenoiser } from './onnx-denoiser.js';
import { createSession, type OnnxSession, type ProvenSession } from './onnx-session.js';
import type { ProviderPreference } from './provider.js';
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
      await evaluateOnce(session, card);
    },
  });
}

async function evaluateOnce(session: OnnxSession, card: DenoiserCard): Promise<void> {
  const frames = card.chunkFrames.min;
  const x = createStemBlock({ channels: 1, stems: card.stems.length, frames });
  const sigma = card.sigma.data;
  // something like noise of that level: zeros would hide a division by zero or an overflow
  for (let i = 0; i < x.data.length; i++) x.data[i] = i % 2 === 0 ? sigma : -sigma;
  const conditions = { channels: 1, frames, mixture: null, known: null, knownMask: null };
  const what = `evaluating chunkFrames.min = ${frames} frames`;
  let denoised: Float32Array;
  try {
    denoised = (await bindDenoiser(session, card, conditions)(x, sigma)).data;
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`${what} failed: ${reason}`, { cause: error });
  }
  if (!denoised.every(Number.isFinite)) {
    throw new Error(`${what} gave values that are not finite`);
  }
}
