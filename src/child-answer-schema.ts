/**
 * Child answer schema: what a process that was asked sends: why it has no answer, or the answer, whose own schema the caller has.
 */
import { z } from 'zod';

import type { Parsed } from './json-file.js';

export const childAnswerSchema = z.union([
  z.object({ problem: z.string() }),
  z.object({ answer: z.unknown() }),
]);

export type ChildAnswer = Parsed<typeof childAnswerSchema>;
