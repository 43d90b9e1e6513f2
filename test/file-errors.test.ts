/**
 * What cannot be looked at is not missing: real folders, in a process that really has no descriptor left.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, it } from 'mocha';

import { entriesOf } from '../src/evaluation/entries.js';
import { listModels } from '../src/model/model-library.js';
import { readModelFolder } from '../src/model/model-folder.js';
import { repositoryPath } from './support/repository.js';
import { withTemporaryFolder } from './support/temporary-folder.js';

describe('Without a file descriptor left', () => {
  it('models, stems, tracks and manifests are said to be unreadable, not missing', async () => {
    const script = repositoryPath('dist', 'test', 'support', 'without-descriptors.js');
    const args = [process.execPath, script, repositoryPath('test', 'fixtures', 'demo-band')];
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      // modules are read many at a time; what is left is used up then
      'ulimit -n 512; exec "$@"',
      'sh',
      ...args,
    ]);
    assert.deepEqual(JSON.parse(stdout), {
      model: 'input-unreadable',
      modelFolder: 'input-unreadable',
      knownStems: 'input-unreadable',
      tracks: 'input-unreadable',
      manifests: 'input-unreadable',
      manifest: 'input-unreadable',
      recordings: 'input-unreadable',
      openLibrary: 'found true',
    });
  });
});

describe('A folder that cannot be looked into', () => {
  it('is told, and not taken for one that is not there', () =>
    withTemporaryFolder(async (folder) => {
      // a link that leads to itself; permissions would not keep root out
      const loop = path.join(folder, 'loop');
      await symlink(loop, loop);
      const unreadable = { name: 'OperationalError', code: 'input-unreadable', message: /ELOOP/ };
      await assert.rejects(listModels([loop]), unreadable);
      await assert.rejects(entriesOf(loop), unreadable);
      await assert.rejects(readModelFolder(loop), { code: 'model-invalid', message: /ELOOP/ });
      assert.deepEqual(await listModels([path.join(folder, 'none')]), []);
    }));
});
