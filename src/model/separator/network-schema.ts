/**
 * Network schema: what a separator's card says of one of its networks, by contract: what goes into the graph, and what comes out.
 *
 * How a contract is kept is in networks.ts.
 */
import { z } from 'zod';

import type { Parsed } from '../../json-file.js';
import { mustBeOneOf } from '../../value-schemas.js';
import { fileName, list } from '../card-fields.js';

const COMMON_FIELDS = {
  /** its file, beside the card */
  graph: fileName,
  /** by place in the graph's output; null: that output is not used */
  stems: list(fileName.nullable()),
};

const waveform = z.strictObject({ contract: z.literal('waveform'), ...COMMON_FIELDS });

const SCHEMAS = [waveform] as const;

export const networkSchema = z.discriminatedUnion(
  'contract',
  SCHEMAS,
  mustBeOneOf(SCHEMAS.map(({ shape }) => shape.contract.value)),
);

export type NetworkCard = Parsed<typeof networkSchema>;
export type Contract = NetworkCard['contract'];
/** What a card says of a network of that contract. */
export type NetworkOf<Kind extends Contract> = Extract<NetworkCard, { contract: Kind }>;
