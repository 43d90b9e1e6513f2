/**
 * A live thread [worker thread] that opens and then fails by a defect: for tests of what its handle does.
 */
import { parentPort, workerData } from 'node:worker_threads';

import type { LiveStatus } from '../../src/live/live.js';
import type { LiveThreadReply } from '../../src/live/thread/live-thread-protocol.js';
import { UNITY_LEVEL } from '../../src/live/session/stem-levels.js';

export type LiveThreadFailure = 'before it opens' | 'when it is asked for a level';

const failure = workerData as LiveThreadFailure;
if (failure === 'before it opens') throw new Error('a device that nobody thought of');

parentPort?.on('message', () => {
  throw new Error('a level that nobody thought of');
});
const opened: LiveThreadReply = {
  kind: 'opened',
  status: { frames: 0, levels: { bass: UNITY_LEVEL } } as unknown as LiveStatus,
};
parentPort?.postMessage(opened);
