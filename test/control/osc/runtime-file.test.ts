import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

  it('of a daemon names the one before again when it ends, or is killed', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'stemwright', 'daemon.json');
      // three processes that run as long as this test: it, its parent and a child
      const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
      try {
        const pids = [process.ppid, process.pid, child.pid!];
        for (const [index, pid] of pids.entries()) {
          await writeRuntimeFile({ ...RECORD, pid, port: 9130 + index }, file);
          // files whose times are apart
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const port = async () => (await readRuntimeFile(file))?.port;
        assert.equal(await port(), 9132);
        // the second ends first: nothing changes
        await removeRuntimeFile(process.pid, file);
        assert.equal(await port(), 9132);
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
        assert.equal(await port(), 9130);
        // as the killed one would have left it, had it ended in order
        await removeRuntimeFile(child.pid!, file);
        assert.equal(await port(), 9130);
        await removeRuntimeFile(process.ppid, file);
        assert.deepEqual([await port(), await readdir(path.dirname(file))], [undefined, []]);
      } finally {
        child.kill('SIGKILL');
      }
    });
  });

  it('does not keep files of daemons that were killed', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'stemwright', 'daemon.json');
      await writeRuntimeFile({ ...RECORD, pid: NO_PROCESS }, file);
      await writeRuntimeFile(RECORD, file);
      const names = ['daemon.json', `daemon-${process.pid}.json`].sort();
      assert.deepEqual((await readdir(path.dirname(file))).sort(), names);
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
