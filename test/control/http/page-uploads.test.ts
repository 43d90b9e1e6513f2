/**
 * Uploads that come too many, too slowly or too large: each is refused or given up, the others are answered, and nothing is left.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { request as httpRequest, type ClientRequest } from 'node:http';
import path from 'node:path';

import { describe, it } from 'mocha';

import { openInbox } from '../../../src/control/http/inbox.js';
import { createRecordingEngine } from '../../support/osc-recording-engine.js';
import { openPageClient, type PageClient } from '../../support/page-client.js';
import { withPageServer } from '../../support/page-under-test.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';
import { SILENT_LOG } from '../../support/test-api.js';

const UPLOADS = 1000;
/** as the inbox has it */
const AT_ONCE = 8;

/** Begins an upload and never ends it. @returns the request, and how it is answered: a status, or undefined where it is cut off */
function beginUpload(
  address: string,
  { clientId }: Pick<PageClient, 'clientId'>,
): { readonly sent: ClientRequest; readonly answered: Promise<number | undefined> } {
  const headers = { 'x-stemwright-client': clientId };
  const sent = httpRequest(`${address}/api/inbox?name=slow.wav`, { method: 'POST', headers });
  const answered = new Promise<number | undefined>((resolve) => {
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', () => {
      resolve(undefined);
    });
  });
  sent.write('R');
  return { sent, answered };
}

function bodyOf(...parts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
}

describe('Uploads to the page’s server', () => {
  it(`that are ${UPLOADS} and slow: ${AT_ONCE} are taken, the others refused, and another page is answered`, () =>
    withPageServer(async ({ server, client, inboxFolder }) => {
      const other = await openPageClient(server.address);
      const uploads = Array.from({ length: UPLOADS }, () => beginUpload(server.address, client));
      const statuses: (number | undefined)[] = [];
      for (const { answered } of uploads) void answered.then((status) => statuses.push(status));
      while (statuses.length < UPLOADS - AT_ONCE) await nextLook();
      assert.deepEqual(
        [...new Set(statuses)].filter((status) => status !== undefined),
        [429],
      );
      await other.ask('ping', 'p');
      await other.reply(({ key }) => key === 'pong');
      const own = path.join(inboxFolder, String(process.pid));
      assert.equal((await readdir(own)).length, AT_ONCE);
      for (const { sent } of uploads) sent.destroy();
      while ((await readdir(own)).length > 0) await nextLook();
      other.close();
    }));

  it('of more bytes than are taken, or of none, are refused, and nothing of them is left', () =>
    withTemporaryFolder(async (folder) => {
      const { jobs } = createRecordingEngine();
      const inbox = await openInbox({ folder, jobs, log: SILENT_LOG, mostBytes: 10 });
      const { signal } = new AbortController();
      const taken = await inbox.take('song.wav', bodyOf('12345', '67890'), signal);
      await assert.rejects(inbox.take('long.wav', bodyOf('12345', '678901'), signal), {
        code: 'bad-argument',
        message: /at most 10 bytes/,
      });
      for (const nothing of [bodyOf(), null]) {
        await assert.rejects(inbox.take('none.wav', nothing, signal), { code: 'bad-argument' });
      }
      const left = await readdir(path.join(folder, String(process.pid)));
      assert.deepEqual(left, [path.basename(path.dirname(taken))]);
      await inbox.close();
      assert.deepEqual(await readdir(folder), []);
    }));
});

function nextLook(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
