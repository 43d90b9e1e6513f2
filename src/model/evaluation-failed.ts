/**
 * Evaluation failed: what is said where onnxruntime cannot evaluate a denoiser on a chunk.
 */
import { OperationalError } from '../operational-error.js';
import { messageOf } from '../thrown-error.js';

export function evaluationFailed(sigma: number, frames: number, error: unknown): OperationalError {
  const reason = messageOf(error);
  return new OperationalError(
    'inference-failed',
    `Evaluating the model on ${frames} frames at sigma ${sigma} failed: ${reason.trim()}. ` +
      'Try shorter chunks if memory ran out, or the provider cpu.',
    { cause: error },
  );
}
