/**
 * What a browser answers over its protocol for developer tools, as far as bare tabs ask.
 */
import { z } from 'zod';

export const answerSchema = z.object({ id: z.number(), result: z.unknown() });

export const evaluatedSchema = z.object({ result: z.object({ value: z.string() }) });
