/**
 * kill -9 in the middle of an upload: the next start finds it in the inbox, and removes it.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';

import { describe, it } from 'mocha';

import { openPageClient } from '../support/page-client.js';
import { pageAddress } from '../support/page-address.js';
import { withRunningDaemon } from '../support/running-daemon.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('A daemon killed in the middle of an upload', () => {
  it('leaves a part of it in the inbox, which the next start clears away', () =>
    withTemporaryFolder(async (stateFolder) => {
      const args = ['--page-port', '0', '--state-folder', stateFolder];
      const inbox = path.join(stateFolder, 'inbox');
      const left = () => readdir(inbox, { recursive: true }).catch((): string[] => []);
      await withRunningDaemon(
        async (daemon) => {
          const address = await pageAddress(daemon);
          const client = await openPageClient(address);
          const headers = { 'x-stemwright-client': client.clientId };
          const upload = request(`${address}/api/inbox?name=song.wav`, { method: 'POST', headers });
          upload.on('error', () => undefined);
          upload.write('begun');
          while (!(await left()).some((name) => name.endsWith('song.wav'))) await nextLook();
          daemon.process.kill('SIGKILL');
          await client.ended;
        },
        { args },
      );
      assert.ok((await left()).some((name) => name.endsWith('song.wav')));
      await withRunningDaemon(
        async () => {
          assert.deepEqual(await left(), []);
        },
        { args },
      );
    }));
});

function nextLook(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
