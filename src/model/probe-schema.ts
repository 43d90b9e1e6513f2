/**
 * Probe schema: what the process that tries a provider is asked, and what it answers.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';
import { PROVIDERS } from './provider.js';

export const probeQuestionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('surroundings') }),
  z.object({ kind: z.literal('run'), modelFolder: z.string(), provider: z.enum(PROVIDERS) }),
]);

export type ProbeQuestion = Parsed<typeof probeQuestionSchema>;

export const surroundingsSchema = z.object({
  platform: z.string(),
  arch: z.string(),
  /** providers whose libraries are on this machine */
  present: z.array(z.enum(PROVIDERS)),
  /** onnxruntime-node's own script that fetches the CUDA libraries */
  installScript: z.string(),
});

/** Why the model did not run; nothing where it did. */
export const runSchema = z.object({ refusal: z.string().optional() });
