/**
 * Request schema: what a page sends as JSON. What addresses and values mean is the API's to say.
 */
import { z } from 'zod';

export const requestSchema = z.object({
  address: z.string(),
  values: z.array(z.union([z.string(), z.number()])),
});

/** what a result is called from now on */
export const nameSchema = z.object({ name: z.string().min(1) });

export const downloadSchema = z.object({
  /** its id */
  result: z.string(),
  /** left out: all stems, as a zip */
  stem: z.string().optional(),
});
