/**
 * A daemon that may open no more files: what it cannot start is told and tried again, and it is itself again once it may.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { ask, liveStatus, untilLive, withLiveEvents } from '../support/live-client.js';
import { killStream } from '../support/live-faults.js';
import { withLiveLoop } from '../support/live-loop.js';
import { leaveDescriptors } from '../support/process-limits.js';
import { withRunningDaemon } from '../support/running-daemon.js';

/** Two rounds of starting a process that does not start (audio/host/stream-process). */
const STARVED_MS = 4000;
const NO_DEVICE = ['input', 'no-such-device', 'output', 'none'] as const;

describe('A daemon without descriptors', function () {
  this.retries(2);

  it('refuses a session by what the system says, and begins one afterwards', () =>
    withRunningDaemon(async (daemon) => {
      for (const [mode, count] of [
        ['listen', 0],
        ['listen', 4],
        ['separate', 12],
      ] as const) {
        const lift = leaveDescriptors(daemon.process.pid!, count);
        const refused = await ask(daemon, 'live/start', ...NO_DEVICE, 'mode', mode);
        lift();
        assert.deepEqual([refused[0], refused[2]], ['error', 'system-limit'], String(refused));
      }
      assert.equal((await ask(daemon, 'live/start', ...NO_DEVICE))[0], 'done');
      assert.equal((await ask(daemon, 'live/stop'))[0], 'done');
    }));

  it('goes on with both streams once their processes can be started again', () =>
    withLiveLoop({ model: 'gaussian' }, async ({ daemon }) => {
      await untilLive(daemon);
      await withLiveEvents(daemon, async (heard) => {
        const lift = leaveDescriptors(daemon.process.pid!, 0);
        await killStream(daemon, 'input');
        await heard(/input is restarting: its process ended \(SIGKILL\)/);
        await sleep(STARVED_MS);
        lift();
        await heard(/input is running/);
      });
      assert.ok((await liveStatus(daemon)).latencyFrames > 0);
      const lift = leaveDescriptors(daemon.process.pid!, 0);
      await killStream(daemon, 'output');
      await sleep(STARVED_MS);
      // while its process does not start
      assert.equal((await ask(daemon, 'live/stop'))[0], 'done');
      lift();
    }));
});
