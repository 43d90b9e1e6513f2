/**
 * Inference worker [worker thread]: the entry point of a worker_threads Worker that serves inference with seeded noise.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createGaussianNoise } from '../signal/gaussian-noise.js';
import { serveInference } from './serve-inference.js';
import type { WorkerSetup } from './worker-protocol.js';

if (parentPort === null) throw new Error('inference-worker: not started as a worker thread');
// what the handle gave, which was compiled with this file: nothing is parsed
await serveInference(parentPort, workerData as WorkerSetup, createGaussianNoise);
