/** Child processes that start, and those that do not: each ends once, and says how. */
import assert from 'node:assert/strict';
import type { ForkOptions } from 'node:child_process';

import { describe, it } from 'mocha';

import { startModule, startProgram } from '../src/start-child.js';
import { withFailingStarts } from './support/failing-starts.js';
import { withoutDescriptors } from './support/process-limits.js';

const ECHO = new URL('./support/midi-echo-host.js', import.meta.url);
const PIPED: ForkOptions = { stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'] };

describe('A child process', () => {
  it('that ends says its exit code, or by which signal', async () => {
    const exits = startProgram(process.execPath, ['-e', 'process.exit(3)'], { stdio: 'ignore' });
    const expected = { reason: 'its process ended (exit code 3)', exitCode: 3 };
    assert.deepEqual(await exits.ended, { ...expected, code: 'package-missing' });
    const killed = startModule(ECHO, [], PIPED);
    killed.process?.kill('SIGKILL');
    assert.equal((await killed.ended).reason, 'its process ended (SIGKILL)');
  });

  it('that does not start has ended, and there is none that could be signalled', () =>
    withFailingStarts(async () => {
      const child = startModule(ECHO, [], PIPED);
      // node takes a signal to such a one as a signal to its own process group
      assert.equal(child.process, undefined);
      const { reason, code } = await child.ended;
      assert.match(reason, /^its process did not start: spawn \/nowhere\/node ENOENT$/);
      assert.equal(code, 'package-missing');
    }));

  it('that the system has no descriptors for has ended the same way, at a limit of the system', () =>
    withoutDescriptors(async () => {
      const child = startModule(ECHO, [], PIPED);
      assert.equal(child.process, undefined);
      const { reason, code } = await child.ended;
      assert.match(
        reason,
        /^its process did not start: this program may open no more files.*EMFILE/,
      );
      assert.equal(code, 'system-limit');
    }));

  it('that node does not even try to start, neither', async () => {
    // more than the system takes as one environment (128 KiB a variable)
    const env = { FAR_TOO_LONG: 'x'.repeat(1 << 20) };
    const child = startModule(ECHO, [], { ...PIPED, env });
    assert.equal(child.process, undefined);
    assert.match((await child.ended).reason, /^its process did not start: spawn E2BIG$/);
  });
});
