/**
 * What the page's server says in its stream of events, as a client reads it.
 */
import { z } from 'zod';

import type { Parsed } from '../../src/json-file.js';

export const clientSchema = z.object({ clientId: z.string() });

export const heardSchema = z.object({
  key: z.string(),
  id: z.union([z.string(), z.number()]),
  values: z.record(z.string(), z.unknown()),
});

/** A small object of texts. */
export const textsSchema = z.record(z.string(), z.string());

export type Heard = Parsed<typeof heardSchema>;

/** Of results, what tests look at. */
export const toldSchema = z.array(
  z.object({
    id: z.string(),
    takeOf: z.string().optional(),
    stems: z.array(z.object({ stem: z.string() })),
    recording: z.object({ address: z.string(), startByte: z.number() }).optional(),
  }),
);

export type Told = Parsed<typeof toldSchema>;
