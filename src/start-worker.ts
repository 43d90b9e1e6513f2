/**
 * Start worker: a worker thread, which the system may refuse.
 */
import { Worker } from 'node:worker_threads';

import { systemLimit } from './system-limit.js';

/** @throws OperationalError `system-limit` where there may be no more threads; others fail as a worker does, by its events */
export function startWorker(module: URL, workerData: unknown): Worker {
  try {
    return new Worker(module, { workerData });
  } catch (error) {
    throw systemLimit(error) ?? error;
  }
}
