/**
 * An inference worker [worker thread] that fails in the way its workerData says: for tests of what the handle does.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerCommand, WorkerReply } from '../../src/model/worker-protocol.js';

export type Failure = 'throws at start' | 'throws on sample' | 'exits on sample' | 'never answers';

const failure = workerData as Failure;
if (failure === 'throws at start') throw new Error('no room for the session');

parentPort?.on('message', (command: WorkerCommand) => {
  if (command.kind === 'close') parentPort?.close();
  if (command.kind !== 'sample' || failure === 'never answers') return;
  if (failure === 'exits on sample') process.exit(3);
  throw new Error('out of memory in the third layer');
});
const ready: WorkerReply = { kind: 'ready', provider: 'cpu', notes: [] };
parentPort?.postMessage(ready);
