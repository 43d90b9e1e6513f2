/**
 * The OSC surface without the runtime file by which clients find it: it listens all the same, and says so.
 */
import assert from 'node:assert/strict';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { openOscClient } from '../../src/control/osc/osc-client.js';
import { text } from '../../src/control/osc/osc-message.js';
import { oscSurface } from '../../src/daemon/osc-surface.js';
import { daemonSettings } from '../support/daemon-settings.js';
import { createRecordingEngine } from '../support/osc-recording-engine.js';
import { recordedLog } from '../support/recorded-log.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { createTestApi } from '../support/test-api.js';

/** Starts the surface, pings it and closes it. @returns what is warned of */
async function pinged(folder: string, runtimeFile: string): Promise<string[]> {
  const { log, lines } = recordedLog();
  const settings = { ...(await daemonSettings(folder)), oscPort: 0 };
  const api = createTestApi({ engine: createRecordingEngine() });
  const surface = await oscSurface(settings, log, runtimeFile).start(api);
  try {
    const said = lines.find(({ message }) => message.startsWith('listening'));
    const { port } = said!.fields as { port: number };
    const client = await openOscClient({ host: '127.0.0.1', port });
    const message = { address: '/stemwright/ping', args: [text('here')] };
    const answers: string[] = [];
    for await (const { address } of client.request(message)) answers.push(address);
    await client.close();
    assert.deepEqual(answers, ['/stemwright/pong']);
  } finally {
    await api.close();
    await surface?.close();
  }
  return lines.flatMap(({ level, message, fields }) =>
    level === 'warn' ? `${message}: ${(fields as { err: Error }).err.message}` : [],
  );
}

describe('The OSC surface', () => {
  it('listens where its runtime file cannot be written, and says that nobody finds it by itself', () =>
    withTemporaryFolder(async (folder) => {
      const warned = await pinged(folder, '/dev/full/daemon.json');
      assert.equal(warned.length, 1);
      assert.match(warned[0]!, /tell them the port: \/dev\/full is needed as a folder/);
    }));

  it('writes none into a folder that others can use, and leaves what is there', () =>
    withTemporaryFolder(async (folder) => {
      const foreign = path.join(folder, 'stemwright');
      await mkdir(foreign);
      await chmod(foreign, 0o777);
      const warned = await pinged(folder, path.join(foreign, 'daemon.json'));
      assert.match(warned.join(), /tell them the port: Expected .* only this user can use/);
      assert.deepEqual(await readdir(foreign), []);
    }));
});
