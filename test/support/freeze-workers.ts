/**
 * Preloaded into a daemon (node --import URL?ms=MS): at SIGUSR2 the threads that run a network stand still for so long, in the
 * middle of what they do, as threads do whose machine has swapped them out. The others go on.
 */
import { BroadcastChannel, isMainThread, workerData } from 'node:worker_threads';

import type { WorkerSetup } from '../../src/model/worker-protocol.js';

const milliseconds = Number(new URL(import.meta.url).searchParams.get('ms'));
const channel = new BroadcastChannel('freeze-workers');
if (isMainThread) {
  process.on('SIGUSR2', () => {
    channel.postMessage(null);
  });
} else if ((workerData as Partial<WorkerSetup>).model !== undefined) {
  channel.onmessage = () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  };
}
// neither keeps its thread alive
channel.unref();
