/** Where a model is put together, and what becomes of that when an import is killed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { createStaging } from '../../src/cli/import-staging.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('The folder in which a model is put together', () => {
  it('is deleted by the next import once its process is gone, and not before', () =>
    withTemporaryFolder(async (folder) => {
      const library = path.join(folder, 'models');
      const own = await createStaging(library);
      // a process that has ended
      const { pid: gone } = spawnSync(process.execPath, ['--version']);
      const left = own.replace(`-${process.pid}-`, `-${gone}-`);
      await rename(await createStaging(library), left);
      await writeFile(path.join(left, 'model.onnx'), 'half of it');
      await mkdir(path.join(library, `.import-otherhost-${gone}-abcdef`));
      await mkdir(path.join(library, '.replaced-abcdef'));
      const next = await createStaging(library);
      assert.deepEqual(
        (await readdir(library)).sort(),
        [
          ...[own, next].map((place) => path.basename(place)),
          `.import-otherhost-${gone}-abcdef`,
          '.replaced-abcdef',
        ].sort(),
      );
    }));
});
