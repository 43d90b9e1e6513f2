/**
 * Uploads that come too many, too slowly or too large: each is refused or given up, the others are answered, and nothing is left.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { request as httpRequest, type ClientRequest } from 'node:http';
import path from 'node:path';

import { describe, it } from 'mocha';

import { openInbox } from '../../../src/control/http/inbox.js';
import { createRecordingEngine } from '../../support/osc-recording-engine.js';
import { openPageClient, type PageClient } from '../../support/page-client.js';
import { withPageServer } from '../../support/page-under-test.js';
import { withFilesAtMost } from '../../support/process-limits.js';
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

  it('that come too slowly are given up, and leave their places to others', () =>
    withTemporaryFolder(async (folder) => {
      const { jobs } = createRecordingEngine();
      const limits = { mostAtOnce: 1, leastPaceBytes: 10, paceMs: 20 };
      const inbox = await openInbox({ folder, jobs, log: SILENT_LOG, limits });
      const { signal } = new AbortController();
      // a byte, and then nothing more
      const slow = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new Uint8Array(1));
        },
      });
      const taking = inbox.take('slow.wav', slow, signal);
      await assert.rejects(inbox.take('next.wav', bodyOf('12345'), signal), { code: 'queue-full' });
      await assert.rejects(taking, { code: 'cancelled', message: /too slowly/ });
      assert.equal(await readFile(await inbox.take('next.wav', bodyOf('1'), signal), 'utf8'), '1');
      await inbox.close();
    }));

  it('onto a full disk end in a sentence, leave nothing, and are taken again when there is room', () =>
    withPageServer(async ({ client, inboxFolder }) => {
      const upload = () =>
        client.fetch('/api/inbox?name=song.wav', { method: 'POST', body: new Uint8Array(200_000) });
      const own = path.join(inboxFolder, String(process.pid));
      await withFilesAtMost(100_000, async () => {
        const refused = await upload();
        assert.equal(refused.status, 507);
        assert.match(await refused.text(), /output-failed.*song\.wav.*larger than allowed here/);
        assert.deepEqual(await readdir(own), []);
      });
      assert.equal((await upload()).status, 201);
      assert.equal((await readdir(own)).length, 1);
    }));

  it('are removed when nobody has needed them for long, but not while a job waits or runs', () =>
    withTemporaryFolder(async (folder) => {
      const engine = createRecordingEngine();
      const limits = { unusedMs: 0, sweepPeriodMs: 5, mostFiles: 2 };
      const job = { jobId: 'j', kind: 'separate', state: 'waiting', place: 0 } as const;
      const origin = { client: 'page 1', requestId: 's' };
      const inputs: string[] = [];
      engine.summaries = [{ ...job, origin, inputs, fraction: undefined }];
      const inbox = await openInbox({ folder, jobs: engine.jobs, log: SILENT_LOG, limits });
      const { signal } = new AbortController();
      const taken = [];
      for (const name of ['a.wav', 'b.wav'])
        taken.push(await inbox.take(name, bodyOf('sound'), signal));
      inputs.push(...taken);
      await assert.rejects(inbox.take('c.wav', bodyOf('sound'), signal), { code: 'queue-full' });
      // several sweeps
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const file of taken) assert.equal(await readFile(file, 'utf8'), 'sound');
      engine.summaries = [];
      const own = path.join(folder, String(process.pid));
      while ((await readdir(own)).length > 0) await nextLook();
      await inbox.take('c.wav', bodyOf('sound'), signal);
      await inbox.close();
    }));

  it('that are too many take the place of the oldest that no job needs any more', () =>
    withTemporaryFolder(async (folder) => {
      const engine = createRecordingEngine();
      const limits = { mostFiles: 2 };
      const inbox = await openInbox({ folder, jobs: engine.jobs, log: SILENT_LOG, limits });
      const take = (name: string) =>
        inbox.take(name, bodyOf('sound'), new AbortController().signal);
      const [needed, done] = [await take('a.wav'), await take('b.wav')];
      const origin = { client: 'page 1', requestId: 's' };
      const job = { jobId: 'j', kind: 'separate', state: 'running', place: 0 } as const;
      engine.summaries = [{ ...job, origin, inputs: [needed], fraction: 0.5 }];
      const next = await take('c.wav');
      for (const file of [needed, next]) assert.equal(await readFile(file, 'utf8'), 'sound');
      await assert.rejects(readFile(done), { code: 'ENOENT' });
      await inbox.close();
    }));

  it('of more bytes than are taken, or of none, are refused, and nothing of them is left', () =>
    withTemporaryFolder(async (folder) => {
      const { jobs } = createRecordingEngine();
      const inbox = await openInbox({ folder, jobs, log: SILENT_LOG, limits: { mostBytes: 10 } });
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
