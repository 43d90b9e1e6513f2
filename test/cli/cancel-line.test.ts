/**
 * The line that cancels what a daemon goes on with.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { describe, it } from 'mocha';

import { cancelLine } from '../../src/cli/cancel-line.js';
import { reply } from '../../src/control/api/replies.js';

const ack = (jobId: string) => reply('ack', 'mine', { jobId });

describe('The line that cancels', () => {
  it('names a job, or a request that waits for its beat, by the daemon’s own id', () => {
    assert.equal(
      cancelLine(ack('job-1a'), {}),
      'stemwright send --wait /stemwright/cancel c1 job-1a',
    );
    const waiting = { waitingId: 'waiting-3', at: 'bar', address: '/stemwright/generate' };
    assert.equal(
      cancelLine(reply('waiting', 'mine', waiting), {}),
      'stemwright send --wait /stemwright/cancel c1 waiting-3',
    );
    assert.equal(
      cancelLine(reply('learning', 'mine', { seconds: 30 }), {}),
      'stemwright send --wait /stemwright/midi/learn/cancel c1',
    );
    assert.equal(cancelLine(reply('queued', 'mine', { place: 0 }), {}), undefined);
    assert.equal(cancelLine(undefined, {}), undefined);
  });

  it('says where the daemon is as it was said, and no secret', () => {
    const daemon = { host: '::1', port: 9131, token: 'correct horse battery' };
    assert.equal(
      cancelLine(ack('job-1a'), daemon),
      'stemwright send --wait --host ::1 --port 9131 --token TOKEN /stemwright/cancel c1 job-1a',
    );
  });

  it('runs nothing but itself, whatever a daemon calls its jobs', () => {
    const jobId = "job-1'; echo $HOME `id` #";
    const words = cancelLine(ack(jobId), {})!;
    const said = execFileSync('sh', ['-c', `stemwright() { printf '%s\n' "$@"; }; ${words}`]);
    assert.equal(said.toString(), `send\n--wait\n/stemwright/cancel\nc1\n${jobId}\n`);
  });
});
