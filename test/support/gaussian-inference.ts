/**
 * The Gaussian model, loaded as a user's job loads any model: card, hash, worker, onnxruntime.
 */
import { startInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { repositoryPath } from './repository.js';

/** Whoever opens it closes it. */
export async function openGaussianInference(): Promise<Inference> {
  const model = await loadModelFolder(repositoryPath('models', 'gaussian'));
  return startInference({ model, provider: 'cpu' });
}
