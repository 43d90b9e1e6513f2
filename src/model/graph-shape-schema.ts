/**
 * Graph shape schema: what the process that opens a graph tells of it (graph-shape.ts).
 */
import { z } from 'zod';

const values = z.array(
  z.object({
    name: z.string(),
    type: z.string(),
    dims: z.array(z.union([z.number(), z.string()])),
  }),
);

export const graphShapeSchema = z.union([
  z.object({ inputs: values, outputs: values }),
  /** why it does not open */
  z.object({ refusal: z.string() }),
]);
