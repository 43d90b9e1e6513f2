/** Lowering a thread's priority, in a real worker: what it changes, and whom it leaves alone. */
import assert from 'node:assert/strict';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, it } from 'mocha';

const MODULE = new URL('../../src/model/thread-priority.js', import.meta.url).href;
const REPORT = `
  const { parentPort } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  // field 19 of a thread's stat is its nice value; field 2 is a name in parentheses that may hold spaces
  const nice = () => Number(readFileSync('/proc/thread-self/stat', 'utf8').split(') ').at(-1).split(' ')[16]);
  void import(${JSON.stringify(MODULE)}).then(({ lowerThreadPriority }) => {
    const before = nice();
    lowerThreadPriority();
    parentPort.postMessage({ before, after: nice() });
  });
`;

describe('thread priority', () => {
  it('lowers the calling thread on Linux, and no other', async () => {
    const mainBefore = os.getPriority();
    const worker = new Worker(
      process.platform === 'linux'
        ? REPORT
        : REPORT.replace(/const nice = .*/, 'const nice = () => 0;'),
      { eval: true },
    );
    const seen = await new Promise<{ before: number; after: number }>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    const expected = process.platform === 'linux' ? Math.min(19, seen.before + 5) : seen.before;
    assert.equal(seen.after, expected);
    assert.equal(os.getPriority(), mainBefore);
  });
});
