/**
 * Separator card: what model.json says of networks that separate in one evaluation: the mixture in, its stems out.
 */
import { z } from 'zod';

import type { Parsed } from '../../json-file.js';
import { sha256Hex, wholeNumber } from '../../value-schemas.js';
import { COMMON_FIELDS, fileName, list, MOST_CHUNK_FRAMES } from '../card-fields.js';
import { innerPath } from '../inner-path.js';
import { networkSchema } from './network-schema.js';

export const separatorCardSchema = z
  .strictObject({
    ...COMMON_FIELDS,
    kind: z.literal('separator'),
    /** how many go into the networks together: 2 where left and right do, 1 where each goes by itself */
    channels: z.literal([1, 2], 'must be 1 or 2'),
    /** shared by neighbouring chunks and cross-faded */
    overlapFrames: wholeNumber(0, MOST_CHUNK_FRAMES / 2),
    /** at each edge of a chunk, where the network does not hear what goes on: of what is shared there, the neighbour's counts */
    edgeFrames: wholeNumber(0, MOST_CHUNK_FRAMES / 4).default(0),
    networks: list(networkSchema),
    /** the stem that is the mixture minus all others, where no network gives it */
    rest: fileName.exactOptional(),
    /**
     * every file of the networks, graphs and those that hold their weights, which are called as the graphs call them: by its path
     * below the card's folder -> hex digest of its SHA-256
     */
    files: z.record(z.string(), sha256Hex, 'must be an object with the SHA-256 of each file'),
  })
  .superRefine((card, context) => {
    for (const name of Object.keys(card.files)) {
      if (innerPath(name) === name) continue;
      const message = 'must be named by its path below the folder of the card';
      context.addIssue({ code: 'custom', path: ['files', name], message });
    }
  })
  .transform((card) => ({ ...card, tasks: ['separate' as const] }));

export type SeparatorCard = Parsed<typeof separatorCardSchema>;
