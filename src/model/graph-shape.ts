/**
 * Graph shape: the inputs and outputs of a graph that nobody has a card for yet.
 *
 * It is opened in a process of its own, so that a graph which crashes onnxruntime, or takes all memory, ends that process only.
 */
import { askChildProcess } from '../ask-child-process.js';
import { OperationalError } from '../operational-error.js';
import { graphShapeSchema } from './graph-shape-schema.js';
import type { GraphValue } from './onnx-session.js';

export interface GraphShape {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** Of reading and optimising gigabytes from a slow disk. */
const ANSWER_LIMIT_MS = 300_000;

/**
 * @throws OperationalError `model-invalid` where onnxruntime cannot open it; `package-missing` where that ends the process, takes
 *   too long, or is for want of onnxruntime
 */
export async function graphShapeOf(graphPath: string, signal: AbortSignal): Promise<GraphShape> {
  const answer = await askChildProcess({
    module: new URL('./graph-shape-process.js', import.meta.url),
    schema: graphShapeSchema,
    args: [graphPath],
    what: `The graph ${graphPath}`,
    timeoutMs: ANSWER_LIMIT_MS,
    signal,
  });
  if ('refusal' in answer) throw new OperationalError('model-invalid', answer.refusal);
  return answer;
}
