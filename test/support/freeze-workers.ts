/**
 * Preloaded into a daemon (node --import URL?ms=MS): at SIGUSR2 its worker threads stand still for so long, in the middle of
 * what they do, as threads do whose machine has swapped them out. The main thread goes on.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const milliseconds = Number(new URL(import.meta.url).searchParams.get('ms'));
const channel = new BroadcastChannel('freeze-workers');
if (isMainThread) {
  process.on('SIGUSR2', () => {
    channel.postMessage(null);
  });
} else {
  channel.onmessage = () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  };
}
// neither keeps its thread alive
channel.unref();
