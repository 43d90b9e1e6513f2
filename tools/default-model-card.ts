/**
 * The card of the model that the daemon begins with: pages and pictures show its stems.
 */
import { CONFIG } from '../src/config/config.js';
import type { ModelCard } from '../src/model/model-card.js';
import { findModel, shippedModelsFolder } from '../src/model/model-library.js';

export async function defaultModelCard(): Promise<ModelCard> {
  return (await findModel(CONFIG.defaultModel, [shippedModelsFolder()])).card;
}
