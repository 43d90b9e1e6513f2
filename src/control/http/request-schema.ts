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

/** 12 dB, as far as the page's levels go, and a little more for its rounding. */
const MOST_GAIN = 4;

export const downloadSchema = z.object({
  /** its id */
  result: z.string(),
  /** left out: all stems */
  stem: z.string().optional(),
  /** of stems that were imputed anew: stem -> the result that is used instead */
  takes: z.record(z.string(), z.string()).default({}),
  /** of the mix of all stems: stem -> its gain, linear; left out: no mix, but the stems in a zip */
  gains: z.record(z.string(), z.number().min(0).max(MOST_GAIN)).optional(),
});

export const shownSchema = z.object({
  /** its id */
  result: z.string(),
  stem: z.string(),
});
