/**
 * The page’s server, asked by a real client over HTTP: requests and replies of the API, recordings into the inbox, stems by range,
 * peaks, downloads; and what it refuses.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, it } from 'mocha';

import { openResults } from '../../../src/control/http/results.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';
import { openInbox } from '../../../src/control/http/inbox.js';
import { createWavWriter } from '../../../src/audio/wav-writer.js';
import { SILENT_LOG } from '../../support/test-api.js';
import { createRecordingEngine, manifestOf } from '../../support/osc-recording-engine.js';
import { openPageClient, rawRequest, textOfAnswer } from '../../support/page-client.js';
import { withPageServer, type PageUnderTest } from '../../support/page-under-test.js';

const run = promisify(execFile);
const FRAMES = 5000;
const MONO = { rateHz: 44_100, channels: 1, encoding: 'float32' } as const;
/** of the samples of a float32 file: RIFF 12, JUNK 36, fmt 26, fact 12, data 8 */
const FIRST_BYTE = 94;
const TOKEN = 'correct horse battery';

/** A finished result of one stem: two channels, a rising line and its negative. */
async function madeResult({ engine, folder, client }: PageUnderTest): Promise<string> {
  const stems = path.join(folder, 'song');
  await mkdir(stems);
  const file = path.join(stems, 'bass.wav');
  const writer = await createWavWriter(file, { rateHz: 44_100, channels: 2, encoding: 'float32' });
  const line = Float32Array.from({ length: FRAMES }, (_, frame) => frame / FRAMES);
  await writer.write([line, line.map((sample) => -sample)]);
  await writer.close();
  await client.ask('generate', 'g', 1);
  engine.tell('job-1', { kind: 'stem', stem: 'bass', path: file, finished: true });
  engine.tell('job-1', { kind: 'done', manifest: manifestOf(1, 1) });
  return file;
}

describe('The page’s server', () => {
  it('answers a request in the stream of who asked', () =>
    withPageServer(async ({ client }) => {
      assert.equal((await client.ask('ping', 'p')).status, 202);
      const pong = await client.reply(({ key }) => key === 'pong');
      assert.deepEqual(pong, { key: 'pong', id: 'p', values: {} });
    }));

  it('takes a recording under a name of its own making, and has it separated', () =>
    withPageServer(async ({ client, engine, inboxFolder }) => {
      const sent = await client.fetch(`/api/inbox?name=${encodeURIComponent('../../a/b.wav')}`, {
        method: 'POST',
        body: 'sound',
      });
      assert.equal(sent.status, 201);
      const file = await textOfAnswer(sent, 'path');
      assert.ok(file.startsWith(inboxFolder + path.sep), file);
      assert.equal(path.basename(file), '_.._a_b.wav');
      assert.equal(await readFile(file, 'utf8'), 'sound');
      await client.ask('separate', 's', file);
      await client.reply(({ key, id }) => key === 'ack' && id === 's');
      assert.equal(engine.submitted.length, 1);
      const { command } = engine.submitted[0]!;
      assert.ok(command.kind === 'separate');
      assert.equal(command.input, file);
    }));

  it('leaves nothing in the inbox of an upload that is broken off, or of itself', async () => {
    let left: string[] = [];
    await withPageServer(async ({ client, inboxFolder }) => {
      const abort = new AbortController();
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('begun'));
        },
      });
      const upload: RequestInit & { duplex: 'half' } = {
        method: 'POST',
        body,
        signal: abort.signal,
        duplex: 'half',
      };
      const sending = client.fetch('/api/inbox?name=long.wav', upload).catch(() => 'broken off');
      const own = path.join(inboxFolder, String(process.pid));
      while ((await readdir(own, { recursive: true }).catch(() => [])).length < 2) await nextLook();
      abort.abort();
      assert.equal(await sending, 'broken off');
      while ((await readdir(own)).length > 0) await nextLook();
      await client.fetch('/api/inbox?name=kept.wav', { method: 'POST', body: 'sound' });
      assert.equal((await readdir(own)).length, 1);
      left = [own];
    });
    await assert.rejects(stat(left[0]!), { code: 'ENOENT' });
  });

  it('removes what a daemon that was killed has left in the inbox', () =>
    withPageServer(async ({ inboxFolder, engine }) => {
      // no process has that number: they end at 2^22
      const left = path.join(inboxFolder, '4194999', '1');
      await mkdir(left, { recursive: true });
      await writeFile(path.join(left, 'song.wav'), 'sound');
      const next = await openInbox({ folder: inboxFolder, jobs: engine.jobs, log: SILENT_LOG });
      assert.deepEqual(await readdir(inboxFolder), []);
      await next.close();
    }));

  it('tells results and sends their samples by range, the same bytes as the file’s', () =>
    withPageServer(async (test) => {
      const { client } = test;
      const file = await madeResult(test);
      const told: unknown = await (await client.fetch('/api/results')).json();
      assert.deepEqual(told, [
        {
          id: 'song',
          folder: path.dirname(file),
          isFinished: true,
          stems: [
            {
              stem: 'bass',
              path: file,
              address: '/api/results/song/bass',
              rateHz: 44_100,
              channels: 2,
              encoding: 'float32',
              frames: FRAMES,
              startByte: FIRST_BYTE,
            },
          ],
          origin: {
            task: 'separate',
            inputs: [],
            from: null,
            to: null,
            continuedSeconds: null,
            seed: 0,
            seconds: 1 / 44_100,
            model: 'tiny',
            separator: null,
          },
        },
      ]);
      const all = await readFile(file);
      const sound = '/api/results/song/bass/sound';
      const part = await client.fetch(sound, { headers: { range: `bytes=${FIRST_BYTE}-1085` } });
      assert.equal(part.status, 206);
      assert.equal(part.headers.get('content-range'), `bytes ${FIRST_BYTE}-1085/${all.length}`);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), all.subarray(FIRST_BYTE, 1086));
      const rest = await client.fetch(sound, { headers: { range: 'bytes=100-' } });
      assert.deepEqual(Buffer.from(await rest.arrayBuffer()), all.subarray(100));
      const beyond = await client.fetch(sound, { headers: { range: `bytes=${all.length}-` } });
      assert.equal(beyond.status, 416);
    }));

  it('knows after a restart what lies in the output folder, and follows no stems.json out of it', () =>
    withTemporaryFolder(async (outputFolder) => {
      const song = path.join(outputFolder, 'song');
      await mkdir(song);
      for (const file of [path.join(song, 'drums.wav'), path.join(outputFolder, 'bass.wav')]) {
        const writer = await createWavWriter(file, MONO);
        await writer.write([new Float32Array(10)]);
        await writer.close();
      }
      const stems = { drums: 'drums.wav', bass: '../bass.wav', piano: 'gone.wav' };
      const manifest = { stemwright: '0.1.0', stems, files: {} };
      await writeFile(path.join(song, 'stems.json'), JSON.stringify(manifest));
      const results = await openResults(outputFolder, createRecordingEngine());
      const [told, ...more] = await results.all();
      assert.deepEqual(more, []);
      assert.deepEqual(
        told?.stems.map(({ stem, frames }) => [stem, frames]),
        [['drums', 10]],
      );
      assert.equal(told.isFinished, true);
      assert.throws(() => results.stem('song', 'bass'), /no stem "bass"/);
      assert.throws(() => results.stems('../song'), /no result/);
      results.close();
    }));

  it('tells peaks: of every so many frames the smallest and the largest sample, from any of them on', () =>
    withPageServer(async (test) => {
      await madeResult(test);
      const peaks = async (query: string) => {
        const response = await test.client.fetch(`/api/results/song/bass/peaks/${query}`);
        return [...new Int16Array(await response.arrayBuffer())];
      };
      const rounded = (frame: number) => Math.round((32_767 * frame) / FRAMES);
      const expected = Array.from({ length: Math.ceil(FRAMES / 2048) }, (_, peak) => {
        const last = rounded(Math.min((peak + 1) * 2048, FRAMES) - 1);
        return [0 - last, last];
      }).flat();
      assert.deepEqual(await peaks('2048'), expected);
      assert.deepEqual(await peaks('2048?from=2048'), expected.slice(2));
      assert.equal((await peaks('256')).length, 2 * Math.ceil(FRAMES / 256));
      assert.equal((await readdir(path.join(test.folder, 'peaks'))).length, 3);
      const other = await test.client.fetch('/api/results/song/bass/peaks/7');
      assert.equal(other.status, 400);
    }));

  it('offers a download at an address that works once, without a client', () =>
    withPageServer(async (test) => {
      const { client, server } = test;
      const file = await madeResult(test);
      const wish = { method: 'POST', body: JSON.stringify({ result: 'song', stem: 'bass' }) };
      const offered = await textOfAnswer(await client.fetch('/api/downloads', wish), 'address');
      const first = await fetch(server.address + offered);
      assert.deepEqual(Buffer.from(await first.arrayBuffer()), await readFile(file));
      assert.equal((await fetch(server.address + offered)).status, 404);
    }));

  it('offers all stems as a zip, which other programs read', () =>
    withPageServer(async (test) => {
      const { client, server, folder } = test;
      const file = await madeResult(test);
      const wish = { method: 'POST', body: JSON.stringify({ result: 'song' }) };
      const offered = await textOfAnswer(await client.fetch('/api/downloads', wish), 'address');
      const response = await fetch(server.address + offered);
      assert.equal(
        response.headers.get('content-disposition'),
        "attachment; filename*=UTF-8''song.zip",
      );
      const zip = path.join(folder, 'song.zip');
      await writeFile(zip, Buffer.from(await response.arrayBuffer()));
      await run('python3', ['-m', 'zipfile', '-t', zip]);
      await run('python3', ['-m', 'zipfile', '-e', zip, path.join(folder, 'unpacked')]);
      assert.deepEqual(
        await readFile(path.join(folder, 'unpacked', 'bass.wav')),
        await readFile(file),
      );
    }));

  it('refuses other hosts, other origins, and who reads no stream; lets no other origin in', () =>
    withPageServer(async ({ server, client }) => {
      const { host } = new URL(server.address);
      const evil = 'http://evil.example';
      const statusOf = async (headers: Record<string, string>, method = 'POST') =>
        (await rawRequest(server.address, { path: '/api/events', method, headers })).status;
      assert.equal(await statusOf({ host: 'evil.example' }), 403);
      assert.equal(await statusOf({ host, origin: evil }), 403);
      assert.equal(await statusOf({ host, origin: 'null' }), 403);
      assert.equal(await statusOf({ host, 'sec-fetch-site': 'cross-site' }), 403);
      const preflight = { host, origin: evil, 'access-control-request-method': 'POST' };
      const options = { path: '/api/requests', method: 'OPTIONS', headers: preflight };
      const asked = await rawRequest(server.address, options);
      assert.equal(asked.headers['access-control-allow-origin'], undefined);
      for (const clientId of ['', 'guessed', `${client.clientId}x`]) {
        const headers = { 'x-stemwright-client': clientId };
        assert.equal((await fetch(`${server.address}/api/results`, { headers })).status, 403);
      }
    }));

  it('serves the files of the page and no others, under a policy that allows nothing from elsewhere', () =>
    withPageServer(async ({ server }) => {
      const index = await fetch(server.address);
      const policy = index.headers.get('content-security-policy')!;
      assert.match(policy, /^default-src 'none'; script-src 'self' 'sha256-[^']+'; /);
      assert.equal(index.headers.get('set-cookie'), null);
      const addresses = [...(await index.text()).matchAll(/"(\/[^"]+)"/g)].map(
        ([, found]) => found!,
      );
      assert.ok(addresses.length >= 5);
      for (const address of addresses) {
        assert.equal((await fetch(server.address + address)).status, 200, address);
      }
      for (const address of [
        '/package.json',
        '/%2e%2e/package.json',
        '/page/source/../../package.json',
      ]) {
        const { status } = await rawRequest(server.address, { path: address, headers: {} });
        assert.equal(status, 404, address);
      }
    }));

  it('tells in a sentence what it cannot read', () =>
    withPageServer(async ({ client }) => {
      for (const body of [
        '{',
        '{}',
        '{"address":"/stemwright/ping","values":[{}]}',
        'x'.repeat(70_000),
      ]) {
        const response = await client.fetch('/api/requests', { method: 'POST', body });
        assert.equal(response.status, 400);
        assert.equal(await textOfAnswer(response, 'code'), 'bad-message');
      }
    }));

  it('lets nobody at sound or inbox before the token', () =>
    withPageServer(
      async ({ client }) => {
        assert.equal((await client.fetch('/api/results')).status, 403);
        const body = 'sound';
        assert.equal(
          (await client.fetch('/api/inbox?name=a', { method: 'POST', body })).status,
          403,
        );
        await client.ask('auth', 'a', TOKEN);
        await client.reply(({ key, id }) => key === 'done' && id === 'a');
        assert.equal((await client.fetch('/api/results')).status, 200);
      },
      { token: TOKEN },
    ));

  it('forgets a client whose stream ends, and ends all streams when it closes', async () => {
    let ended: Promise<void> = Promise.resolve();
    await withPageServer(async ({ server, client }) => {
      ended = client.ended;
      const other = await openPageClient(server.address);
      other.close();
      while ((await other.fetch('/api/results')).status !== 403) await nextLook();
    });
    await ended;
  });

  it('takes the next free port where its own is in use, and says so', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const bound = taken.address();
    assert.ok(bound !== null && typeof bound === 'object');
    try {
      await withPageServer(
        ({ server, log }) => {
          assert.ok(Number(new URL(server.address).port) > bound.port);
          const warned = log.filter(({ level }) => level === 'warn');
          assert.match(warned[0]!.message, new RegExp(`port ${bound.port} is in use`));
          return Promise.resolve();
        },
        { port: bound.port },
      );
    } finally {
      taken.close();
    }
  });
});

function nextLook(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
