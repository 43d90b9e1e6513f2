/**
 * The page’s server for other machines: HTTPS by a certificate, for its names alone, behind the token.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { readPageCertificate } from '../../../src/control/http/page-certificate.js';
import { rawRequest } from '../../support/page-client.js';
import { withServer } from '../../support/page-under-test.js';
import { selfSigned } from '../../support/self-signed.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

const TOKEN = 'correct horse battery';
const NAMES = 'DNS:band.test,IP:127.0.0.1';

describe('The page’s server beyond this machine', () => {
  it('is HTTPS, answers to the names of its certificate and its own address, and to no other host or origin', () =>
    withTemporaryFolder(async (folder) => {
      const certificate = await readPageCertificate(await selfSigned(folder, NAMES));
      await withServer(
        async ({ server }) => {
          assert.equal(server.address, `https://127.0.0.1:${server.port}`);
          const statusOf = async (headers: Record<string, string>, method = 'GET') => {
            const asked = { path: method === 'GET' ? '/' : '/api/events', method, headers };
            return (await rawRequest(server.address, { ...asked, ca: certificate.cert })).status;
          };
          const own = [`band.test:${server.port}`, `127.0.0.1:${server.port}`, 'BAND.test'];
          for (const host of own) assert.equal(await statusOf({ host }), 200, host);
          const others = ['evil.example', 'band.test.evil.example', '192.0.2.1'];
          for (const host of others) assert.equal(await statusOf({ host }), 403, host);
          const host = `band.test:${server.port}`;
          const foreign = [`http://${host}`, 'https://evil.example', 'https://band.test', 'null'];
          for (const origin of foreign) {
            assert.equal(await statusOf({ host, origin }, 'POST'), 403, origin);
          }
          // who talks HTTP to it is not answered
          const plain = `http://127.0.0.1:${server.port}`;
          await assert.rejects(rawRequest(plain, { path: '/', headers: {} }));
        },
        { host: '0.0.0.0', certificate, token: TOKEN },
      );
    }));

  it('is not there without a token', () =>
    assert.rejects(
      withServer(() => Promise.resolve(), { host: '0.0.0.0' }),
      { code: 'not-allowed', message: /expected a token/ },
    ));

  it('says in a sentence what is wrong with its certificate or key', () =>
    withTemporaryFolder(async (folder) => {
      const own = await selfSigned(folder, NAMES);
      const other = await selfSigned(folder, NAMES, 'other');
      const junk = path.join(folder, 'junk.pem');
      await writeFile(junk, 'no certificate');
      const none = path.join(folder, 'none.pem');
      const refused = async (files: Partial<typeof own>, code: string, message: RegExp) => {
        await assert.rejects(readPageCertificate({ ...own, ...files }), { code, message });
      };
      await refused(
        { certificate: none },
        'input-missing',
        /certificate .*none\.pem cannot be read/,
      );
      await refused({ key: folder }, 'input-unreadable', /key .* cannot be read \(EISDIR\)/);
      await refused({ certificate: junk }, 'bad-argument', /junk\.pem to be a certificate as PEM/);
      await refused({ key: junk }, 'bad-argument', /junk\.pem to be the key of the certificate/);
      await refused({ key: other.key }, 'bad-argument', /other\.key to be the key of the cert/);
      const read = await readPageCertificate(own);
      assert.deepEqual(read.cert, await readFile(own.certificate));
    }));
});
