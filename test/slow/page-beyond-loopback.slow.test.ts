/**
 * The page in a browser that reaches the daemon at another address than this machine's own: by HTTPS, with the token, which the tab
 * keeps; it plays there, too.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { withBrowser } from '../support/browser.js';
import { pageAddress } from '../support/page-address.js';
import { LIMIT_MS } from '../support/page-in-browser.js';
import { repositoryPath } from '../support/repository.js';
import { withRunningDaemon } from '../support/running-daemon.js';
import { selfSigned } from '../support/self-signed.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const TOKEN = 'correct horse battery';

describe('The page beyond loopback, in Chromium', () => {
  it('asks for the token once for the tab, and separates and plays by HTTPS', () =>
    withTemporaryFolder(async (folder) => {
      const { certificate, key } = await selfSigned(folder, 'DNS:band.test');
      const tokenFile = path.join(folder, 'token');
      await writeFile(tokenFile, TOKEN);
      const args = ['--host', '0.0.0.0', '--token-file', tokenFile, '--page-port', '0'];
      args.push('--page-cert', certificate, '--page-key', key);
      await withRunningDaemon(
        async (daemon) => {
          const { port } = new URL(await pageAddress(daemon));
          await withBrowser(async (browser) => {
            const page = await browser.newPage({ ignoreHTTPSErrors: true });
            page.setDefaultTimeout(LIMIT_MS);
            await page.goto(`https://127.0.0.2:${port}`);
            const token = page.getByLabel('Token');
            await token.fill('some other token of length');
            await page.keyboard.press('Enter');
            await page.getByText('That is not the token').waitFor();
            await token.fill(TOKEN);
            await page.keyboard.press('Enter');
            await token.waitFor({ state: 'detached' });
            await page.getByLabel('Recordings to separate').setInputFiles(RECORDING);
            await page.getByRole('button', { name: 'Download all as zip' }).waitFor();
            await page.reload();
            await page.getByRole('button', { name: 'Play', exact: true }).click();
            await page.getByText(/^0:01\.\d of /).waitFor();
            assert.equal(await token.count(), 0);
          });
        },
        { args },
      );
    }));
});
