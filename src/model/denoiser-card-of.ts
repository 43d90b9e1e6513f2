/**
 * Denoiser card of: a card, known to be a denoiser's, for what is done with denoisers only.
 *
 * Apart from the cards' schemas: the inference worker is given cards that have been read, and starts without what reads them.
 */
import type { DenoiserCard } from './denoiser-card.js';
import type { ModelCard } from './model-card.js';

/** @throws Error where the card is another kind's */
export function denoiserCardOf(card: ModelCard): DenoiserCard {
  if (card.kind === 'denoiser') return card;
  throw new Error(`denoiserCardOf: "${card.name}" is a ${card.kind}`);
}
