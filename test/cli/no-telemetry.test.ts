/**
 * What the command line leaves in a home folder: nothing. onnxruntime would keep a device id there. What goes over the
 * network is in test/slow/no-telemetry.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { createFreshHome } from '../support/fresh-home.js';
import { withProcess } from '../support/process-output.js';
import { repositoryPath } from '../support/repository.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const MAIN = repositoryPath('dist', 'src', 'main.js');
const MIXTURE = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');

/** Runs the command to its end and gives what is in the home folder then. */
function leftInHome(args: (folder: string) => readonly string[]): Promise<string[]> {
  return withTemporaryFolder(async (folder) => {
    const { home, env } = await createFreshHome(folder);
    const command = [MAIN, ...args(folder)];
    await withProcess(
      process.execPath,
      command,
      async ({ ended, output }) => {
        assert.equal(await ended(), 0, output());
      },
      folder,
      env,
    );
    return readdir(home, { recursive: true });
  });
}

describe('A fresh home folder', () => {
  it('is empty after a separation', async () => {
    const left = await leftInHome((folder) => [
      'separate',
      MIXTURE,
      '--out',
      path.join(folder, 'out'),
      '--model',
      'gaussian',
      '--steps',
      '1',
    ]);
    assert.deepEqual(left, []);
  });
});
