/**
 * OSC clients that nobody here wrote, liblo's oscsend and oscdump, against a real daemon.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { oscsend, withSubscribedOscdump } from '../support/liblo.js';
import { repositoryPath } from '../support/repository.js';
import { withRunningDaemon } from '../support/running-daemon.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');

describe('OSC clients nobody here wrote', () => {
  it('liblo: oscsend starts a job, and oscdump hears all of it', () =>
    withRunningDaemon(({ port }) =>
      withSubscribedOscdump(port, async (oscdump) => {
        await oscsend(port, '/stemwright/separate', 'sssi', 'take-1', RECORDING, 'steps', '1');
        const heard = await oscdump.says(/\/stemwright\/done sff /);
        for (const address of ['ack', 'progress', 'chunk', 'stem']) {
          assert.ok(heard.includes(`/stemwright/${address} `), `${address} in:\n${heard}`);
        }
        for (const stem of ['bass', 'drums', 'guitar', 'piano']) {
          assert.match(heard, new RegExp(`/stemwright/stem ss+ .*"${stem}" ".*/${stem}\\.wav"`));
        }
      }),
    ));
});
