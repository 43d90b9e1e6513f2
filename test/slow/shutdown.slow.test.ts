/**
 * SIGTERM in the middle of a job of the released model. The daemon gives itself two seconds (daemon.ts) and kills itself where
 * that is not enough, so an exit code of 0 says that it was.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';

import { describe, it } from 'mocha';

import { DEFAULTS } from '../../src/config/settings.js';
import { openOscClient } from '../../src/control/osc/osc-client.js';
import { integer, text } from '../../src/control/osc/osc-message.js';
import { filesBelow } from '../support/files-below.js';
import { repositoryPath } from '../support/repository.js';
import { withRunningDaemon } from '../support/running-daemon.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');

describe('A daemon told to stop in the middle of a job of the released model', () => {
  it('cancels the job, tells its client, leaves no file and ends with 0 within its limit', () =>
    withRunningDaemon(
      async ({ port, process: daemon, outputFolder }) => {
        const exited = once(daemon, 'exit');
        const client = await openOscClient({ host: '127.0.0.1', port });
        try {
          const args = [text('long'), text(RECORDING), text('steps'), integer(1000)];
          const told: unknown[][] = [];
          for await (const reply of client.request({ address: '/stemwright/separate', args })) {
            const isAtWork = told.some(([, , , , stage]) => stage === 'sampling');
            told.push([reply.address, ...reply.args]);
            if (!isAtWork && reply.args[3] === 'sampling') daemon.kill('SIGTERM');
          }
          assert.deepEqual(told.at(-1)!.slice(0, 3), ['/stemwright/error', 'long', 'cancelled']);
        } finally {
          await client.close();
        }
        assert.deepEqual(await exited, [0, null]);
        assert.deepEqual(await filesBelow(outputFolder), []);
      },
      { model: DEFAULTS.model },
    ));
});
