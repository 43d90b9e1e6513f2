/**
 * An inference worker [worker thread] like the daemon's own, but that the noise is the published sampler's: the seed of a
 * task is the number of the recorded run. Any other seed, that of the cover noise included, may not be drawn from.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { serveInference } from '../../src/model/serve-inference.js';
import type { WorkerSetup } from '../../src/model/worker-protocol.js';
import { PUBLISHED_TRAJECTORIES } from './published-trajectories.js';
import { forbiddenNoise, recordedNoise } from './recorded-noise.js';

if (parentPort === null) throw new Error('recorded-noise-worker: not started as a worker thread');
await serveInference(parentPort, workerData as WorkerSetup, ({ seed }) => {
  const run = PUBLISHED_TRAJECTORIES.cases[seed];
  return run === undefined ? forbiddenNoise : recordedNoise([run.initialNoise, ...run.noises]);
});
