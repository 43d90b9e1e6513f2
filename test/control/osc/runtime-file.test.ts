import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';

import {
  readRuntimeFile,
  removeRuntimeFile,
  runtimeFilePath,
  writeRuntimeFile,
} from '../../../src/control/osc/runtime-file.js';
import type { RuntimeRecord } from '../../../src/control/osc/runtime-schema.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

const RECORD: RuntimeRecord = {
  pid: process.pid,
  host: '127.0.0.1',
  port: 9130,
  version: '1.2.3',
  needsToken: false,
};

/** The largest id a process can have on Linux is 2^22; none has this one. */
const NO_PROCESS = 2 ** 30;

describe('The runtime file', () => {
  it('says where the daemon listens, to its user only', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'stemwright', 'daemon.json');
      await writeRuntimeFile(RECORD, file);
      assert.deepEqual(await readRuntimeFile(file), RECORD);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
      await removeRuntimeFile(process.pid, file);
      assert.equal(await readRuntimeFile(file), undefined);
      assert.deepEqual(await readdir(path.dirname(file)), []);
    });
  });

  it('is left alone by a daemon that did not write it, and replaced by the next', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'stemwright', 'daemon.json');
      await writeRuntimeFile({ ...RECORD, port: 9130 }, file);
      await writeRuntimeFile({ ...RECORD, port: 9131 }, file);
      await removeRuntimeFile(NO_PROCESS, file);
      assert.equal((await readRuntimeFile(file))?.port, 9131);
    });
  });

  it('counts for nothing when its daemon is gone or it is damaged', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'daemon.json');
      const damaged = [
        JSON.stringify({ ...RECORD, pid: NO_PROCESS }),
        JSON.stringify({ ...RECORD, port: '9130' }),
        JSON.stringify({ ...RECORD, port: 0 }),
        JSON.stringify({ ...RECORD, port: 65_536 }),
        JSON.stringify(RECORD).slice(0, -5),
        'null',
        '',
      ];
      for (const content of damaged) {
        await writeFile(file, content);
        assert.equal(await readRuntimeFile(file), undefined, content);
      }
    });
  });

  it('is not written where another user could have prepared the folder', async () => {
    await withTemporaryFolder(async (folder) => {
      const open = path.join(folder, 'open');
      await mkdir(open);
      await chmod(open, 0o777);
      const link = path.join(folder, 'link');
      await symlink(open, link);
      for (const prepared of [open, link]) {
        const file = path.join(prepared, 'daemon.json');
        await assert.rejects(writeRuntimeFile(RECORD, file), { code: 'not-allowed' });
      }
      assert.deepEqual(await readdir(open), []);
    });
  });

  it('lies in the user’s runtime folder, else in a folder of the user’s among temporary files', async () => {
    await withTemporaryFolder((folder) => {
      const inRuntime = runtimeFilePath({ XDG_RUNTIME_DIR: folder });
      assert.equal(inRuntime, path.join(folder, 'stemwright', 'daemon.json'));
      for (const unusable of [path.join(folder, 'missing'), 'relative', undefined]) {
        const file = runtimeFilePath({
          TMPDIR: folder,
          ...(unusable === undefined ? {} : { XDG_RUNTIME_DIR: unusable }),
        });
        assert.match(path.relative(folder, file), /^stemwright-\w+\/daemon\.json$/);
      }
      return Promise.resolve();
    });
  });
});
