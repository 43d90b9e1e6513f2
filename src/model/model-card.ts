/**
 * ModelCard: what model.json says about a model; the contract between a model and the daemon.
 *
 *   kind "denoiser" (or none): one graph D(x; sigma); the sampler separates, imputes and generates with it
 *   kind "separator": one or more networks, the mixture in and its stems out
 *
 * Only its fields: a card is read, and whether its fields fit together is checked, in parse-model-card.ts, its files' hashes in
 * model-folder.ts, the graphs' inputs and outputs where they are opened.
 */
import { z } from 'zod';

import { mustBeOneOf } from '../value-schemas.js';
import { type DenoiserCard, denoiserCardSchema } from './denoiser-card.js';
import { type SeparatorCard, separatorCardSchema } from './separator/separator-card.js';

export const cardSchema = z.discriminatedUnion(
  'kind',
  [denoiserCardSchema, separatorCardSchema],
  mustBeOneOf(['denoiser', 'separator']),
);

export type ModelCard = DenoiserCard | SeparatorCard;
