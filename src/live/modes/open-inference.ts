/**
 * Open inference: a worker for a session that may be called off while the worker starts. One that comes all the same is closed.
 */
import type { Inference } from '../../model/inference.js';
import { untilAborted } from '../../until-aborted.js';
import type { ModeParts } from './running-mode.js';

/** @throws OperationalError `cancelled` at once when it is called off; what starting the worker throws */
export async function openInference({
  startInference,
  signal,
}: Pick<ModeParts, 'startInference' | 'signal'>): Promise<Inference> {
  const starting = startInference();
  try {
    return await untilAborted(starting, signal);
  } catch (error) {
    // where it is the worker that failed there is nothing to close, and nothing more to say
    void starting.then((inference) => inference.close()).catch(() => undefined);
    throw error;
  }
}
