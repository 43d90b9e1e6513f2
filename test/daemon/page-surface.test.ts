/**
 * The page’s surface: the daemon goes on where it has no port, and says how other machines reach it.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { describe, it } from 'mocha';

import type { Settings } from '../../src/config/settings.js';
import { MAX_PORT } from '../../src/control/api/client.js';
import { startDaemon } from '../../src/daemon/daemon.js';
import { pageSurface } from '../../src/daemon/page-surface.js';
import { daemonSettings } from '../support/daemon-settings.js';
import { createRecordingEngine } from '../support/osc-recording-engine.js';
import { recordedLog } from '../support/recorded-log.js';
import { createRecordedSetUp } from '../support/recorded-set-up.js';
import { selfSigned } from '../support/self-signed.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { createTestApi } from '../support/test-api.js';

const TOKEN = 'correct horse battery';

/** Starts the surface and closes it. @returns its address, and what it says, by level */
function started(
  settingsOf: (folder: string) => Promise<Partial<Settings>>,
): Promise<{ readonly address: string | undefined; readonly said: readonly string[] }> {
  return withTemporaryFolder(async (folder) => {
    const { log, lines } = recordedLog();
    const settings = { ...(await daemonSettings(folder)), ...(await settingsOf(folder)) };
    const api = createTestApi({ engine: createRecordingEngine(), token: settings.oscToken });
    const surface = pageSurface(0, settings, log);
    const running = await surface.start(api);
    const address = surface.address();
    await running?.close();
    await api.close();
    return { address, said: lines.map(({ level, message }) => `${level}: ${message}`) };
  });
}

describe('The page’s surface', () => {
  it('that finds no free port is warned of, and the daemon goes on without a page', () =>
    withTemporaryFolder(async (folder) => {
      // the last one there is: no other is tried
      const taken = createServer().listen(MAX_PORT, '127.0.0.1');
      await once(taken, 'listening');
      const { log, lines } = recordedLog();
      const settings = await daemonSettings(folder);
      const page = pageSurface(MAX_PORT, settings, log);
      const daemon = await startDaemon({
        settings,
        log,
        setUp: createRecordedSetUp(),
        surfaces: [page],
      });
      try {
        assert.equal(page.address(), undefined);
        const said = lines.map(({ level, message }) => `${level}: ${message}`);
        assert.ok(said.includes('info: ready'));
        assert.ok(!said.includes('info: listening'));
        assert.match(
          said.find((line) => line.startsWith('warn'))!,
          /^warn: there is no page: The ports 65535 to 65535 on 127\.0\.0\.1 are in use/,
        );
      } finally {
        await daemon.close();
        taken.close();
      }
    }));

  it('is HTTP on this machine alone, also where other machines reach OSC: there it names HTTPS and ssh -L', async () => {
    const own = await started(() => Promise.resolve({}));
    assert.match(own.address!, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(own.said, [`info: the page: ${own.address}`]);
    const beyond = { oscHost: '0.0.0.0', oscToken: TOKEN };
    const { address, said } = await started(() => Promise.resolve(beyond));
    assert.match(address!, /^http:\/\/127\.0\.0\.1:\d+$/);
    const { port } = new URL(address!);
    const warned = said.find((line) => line.startsWith('warn'))!;
    assert.match(
      warned,
      new RegExp(`--page-cert and --page-key.*ssh -L ${port}:127.0.0.1:${port} `),
    );
  });

  it('is HTTPS with a certificate, and beyond this machine where OSC is', async () => {
    const { address, said } = await started(async (folder) => {
      const { certificate, key } = await selfSigned(folder, 'DNS:band.test');
      return { oscHost: '0.0.0.0', oscToken: TOKEN, pageCert: certificate, pageKey: key };
    });
    assert.match(address!, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.match(said.join('\n'), /info: the page from other machines: https:\/\/.+:\d+/);
    assert.doesNotMatch(said.join('\n'), /warn/);
  });

  it('is refused in a sentence with a certificate or key alone, or one that cannot be read', async () => {
    for (const half of [{ pageCert: '/x.crt' }, { pageKey: '/x.key' }]) {
      await assert.rejects(
        started(() => Promise.resolve(half)),
        { code: 'bad-argument', message: /--page-cert and --page-key/ },
      );
    }
    const missing = { pageCert: '/x.crt', pageKey: '/x.key' };
    await assert.rejects(
      started(() => Promise.resolve(missing)),
      { code: 'input-missing', message: /certificate \/x\.crt cannot be read/ },
    );
  });
});
