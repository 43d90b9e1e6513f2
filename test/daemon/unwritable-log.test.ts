/**
 * A log that cannot be written costs its lines and nothing else: the daemon works, with real files and pipes that refuse.
 */
import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { openOscClient } from '../../src/control/osc/osc-client.js';
import { text } from '../../src/control/osc/osc-message.js';
import { filesBelow } from '../support/files-below.js';
import { withRunningDaemon, type RunningDaemon } from '../support/running-daemon.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { tone } from '../support/tone.js';
import { writeWav16 } from '../support/wav-file.js';

/** of the shell's `ulimit -f`, of 512 bytes each */
const LIMIT_BLOCKS = 400;
const LIMIT_BYTES = LIMIT_BLOCKS * 512;

/** Has the daemon separate a recording whose stems are far below the limit. */
async function separate({ port, mediaFolder, outputFolder }: RunningDaemon): Promise<void> {
  const recording = path.join(mediaFolder, 'tone.wav');
  await writeWav16(recording, 8000, [tone({ hz: 440, rateHz: 8000, frames: 1600 })]);
  const client = await openOscClient({ host: '127.0.0.1', port });
  try {
    let last: string | undefined;
    const args = [text('take'), text(recording)];
    for await (const reply of client.request({ address: '/stemwright/separate', args })) {
      last = reply.address;
    }
    assert.equal(last, '/stemwright/done');
  } finally {
    await client.close();
  }
  const files = await filesBelow(outputFolder);
  assert.equal(files.filter((file) => file.endsWith('.wav')).length, 4);
}

/** @param shellPrefix gives the daemon, which logs all it can, another stderr */
function withDaemonThatLogs(
  shellPrefix: string,
  use: (daemon: RunningDaemon) => Promise<void>,
): Promise<void> {
  return withRunningDaemon(use, { shellPrefix, args: ['--log-level', 'trace'] });
}

describe('A daemon whose log cannot be written', () => {
  it('separates while the disk with its log is full', () =>
    withDaemonThatLogs('exec 2>/dev/full', separate));

  it('separates when nobody reads the pipe that its log goes to any more', () =>
    withTemporaryFolder((folder) => {
      const fifo = path.join(folder, 'log');
      // a pipe with a name opens for writing only beside a reader, which leaves before the daemon begins
      const prefix = `mkfifo '${fifo}'; exec 3<>'${fifo}'; exec 2>'${fifo}' 3<&-`;
      return withDaemonThatLogs(prefix, separate);
    }));

  it('separates while whoever reads the pipe of its log stands still', () =>
    withTemporaryFolder((folder) => {
      const fifo = path.join(folder, 'log');
      // the daemon has the reader's end, too, and does not read; the pipe is full before it begins
      const fill = `dd if=/dev/zero of='${fifo}' bs=65536 count=1 oflag=nonblock status=none`;
      const prefix = `mkfifo '${fifo}'; exec 3<>'${fifo}'; exec 2>'${fifo}'; ${fill}`;
      return withDaemonThatLogs(prefix, separate);
    }));

  it('separates while the file of its log may not grow, and goes on in that file once it may', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'log');
      await writeFile(file, Buffer.alloc(LIMIT_BYTES));
      const prefix = `exec 2>>'${file}'; ulimit -f ${LIMIT_BLOCKS}`;
      await withDaemonThatLogs(prefix, async (daemon) => {
        await separate(daemon);
        assert.deepEqual(await readFile(file), Buffer.alloc(LIMIT_BYTES));
        await truncate(file);
      });
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
      // what was kept comes first
      assert.ok(messages.indexOf('job done') > messages.indexOf('ready'), messages.join('\n'));
      assert.equal(messages.at(-1), 'stopped');
    }));
});
