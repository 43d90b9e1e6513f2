/**
 * What was made before: results get other names, go to the trash, and are counted; nothing else in the output folder is touched.
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, it } from 'mocha';

import { createWavWriter } from '../../../src/audio/wav-writer.js';
import { diskUsage } from '../../../src/control/http/disk-usage.js';
import {
  createResultFolders,
  type ResultFolders,
} from '../../../src/control/http/result-folders.js';
import { openResults, type Results } from '../../../src/control/http/results.js';
import { filesBelow } from '../../support/files-below.js';
import { createRecordingEngine, manifestOf } from '../../support/osc-recording-engine.js';
import { withPageServer } from '../../support/page-under-test.js';
import { repositoryPath } from '../../support/repository.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

const run = promisify(execFile);
const MONO = { rateHz: 44_100, channels: 1, encoding: 'float32' } as const;

/** As an earlier daemon left it. */
async function leaveResult(outputFolder: string, name: string): Promise<string> {
  const folder = path.join(outputFolder, name);
  await mkdir(folder, { recursive: true });
  const writer = await createWavWriter(path.join(folder, 'drums.wav'), MONO);
  await writer.write([new Float32Array(10)]);
  await writer.close();
  const manifest = { stemwright: '0.1.0', stems: { drums: 'drums.wav' }, files: {} };
  await writeFile(path.join(folder, 'stems.json'), JSON.stringify(manifest));
  return folder;
}

async function withResults(
  use: (parts: {
    results: Results;
    folders: ResultFolders;
    outputFolder: string;
    trashed: string[];
  }) => Promise<void>,
  ...names: readonly string[]
): Promise<void> {
  await withTemporaryFolder(async (outputFolder) => {
    for (const name of names) await leaveResult(outputFolder, name);
    const trashed: string[] = [];
    const trash = (folder: string): Promise<void> => {
      trashed.push(folder);
      return Promise.resolve();
    };
    const results = await openResults(outputFolder, createRecordingEngine());
    const folders = createResultFolders(results, outputFolder, trash);
    await use({ results, folders, outputFolder, trashed });
    results.close();
  });
}

describe('Earlier results', () => {
  it('get another name: the folder has it, the files in it are the same, and the stems are found there, after a restart too', () =>
    withResults(
      async ({ results, folders, outputFolder }) => {
        const before = await filesBelow(path.join(outputFolder, 'song'));
        const manifest = await readFile(path.join(outputFolder, 'song', 'stems.json'), 'utf8');
        assert.equal(await folders.rename('song', 'take/..: 2'), 'take_.._ 2');
        assert.deepEqual(await readdir(outputFolder), ['other', 'take_.._ 2']);
        const renamed = path.join(outputFolder, 'take_.._ 2');
        assert.deepEqual(await filesBelow(renamed), before);
        assert.equal(await readFile(path.join(renamed, 'stems.json'), 'utf8'), manifest);
        const next = await openResults(outputFolder, createRecordingEngine());
        for (const each of [results, next]) {
          assert.equal(each.stem('take_.._ 2', 'drums').path, path.join(renamed, 'drums.wav'));
          assert.throws(() => each.stems('song'), { code: 'input-missing' });
          const told = await each.all();
          assert.deepEqual(new Set(told.map(({ id }) => id)), new Set(['other', 'take_.._ 2']));
          assert.deepEqual(
            told.map(({ stems }) => stems.length),
            [1, 1],
          );
        }
        next.close();
      },
      'song',
      'other',
    ));

  it('never get the name of anything that is there: a result, an empty folder, a file, a link that leads nowhere', () =>
    withResults(
      async ({ folders, outputFolder }) => {
        await mkdir(path.join(outputFolder, 'empty'));
        await writeFile(path.join(outputFolder, 'file'), 'mine');
        await symlink('/nowhere', path.join(outputFolder, 'link'));
        const before = await filesBelow(outputFolder);
        for (const name of ['other', 'empty', 'file', 'link']) {
          await assert.rejects(folders.rename('song', name), { code: 'output-exists' }, name);
        }
        assert.deepEqual(await filesBelow(outputFolder), before);
        assert.equal(await folders.rename('song', 'song'), 'song');
        assert.ok((await stat(path.join(outputFolder, 'empty'))).isDirectory());
      },
      'song',
      'other',
    ));

  it('are left alone where something else has taken the place of their folder, and nobody can name another', () =>
    withResults(
      async ({ folders, outputFolder, trashed }) => {
        const elsewhere = path.join(outputFolder, 'elsewhere');
        await rename(path.join(outputFolder, 'song'), elsewhere);
        await symlink(elsewhere, path.join(outputFolder, 'song'));
        await rename(
          path.join(outputFolder, 'other', 'stems.json'),
          path.join(outputFolder, 'kept'),
        );
        for (const id of ['song', 'other']) {
          await assert.rejects(folders.rename(id, 'new'), { code: 'not-allowed' }, id);
          await assert.rejects(folders.remove(id), { code: 'not-allowed' }, id);
        }
        for (const id of ['elsewhere', '..', '.', '', '../x']) {
          await assert.rejects(folders.remove(id), { code: 'input-missing' }, id);
        }
        assert.deepEqual(trashed, []);
      },
      'song',
      'other',
    ));

  it('go to the trash as a whole, and are known no more; one that the trash does not take is kept', () =>
    withResults(
      async ({ results, folders, outputFolder, trashed }) => {
        await folders.remove('song');
        assert.deepEqual(trashed, [path.join(outputFolder, 'song')]);
        assert.throws(() => results.stems('song'), { code: 'input-missing' });
        const full = () => Promise.reject(new Error('full'));
        const refusing = createResultFolders(results, outputFolder, full);
        await assert.rejects(refusing.remove('other'), /full/);
        assert.equal(results.stems('other').size, 1);
      },
      'song',
      'other',
    ));

  it('are in the desktop’s trash then, from where they can be put back; where there is none they are left, and a sentence says so', function () {
    // without GLib's program (Debian: libglib2.0-bin); other systems have their own trash
    if (spawnSync('gio', ['version']).status !== 0) this.skip();
    return withTemporaryFolder(async (home) => {
      const song = await leaveResult(path.join(home, 'out'), 'song 100% [1]*');
      const other = await leaveResult(path.join(home, 'out'), 'other');
      const module = repositoryPath('dist', 'src', 'control', 'http', 'system-trash.js');
      const script = `import(${JSON.stringify(module)}).then((trash) => trash.moveToTrash(process.argv[1]))`;
      const remove = (folder: string, data: string, more: NodeJS.ProcessEnv = {}) =>
        run(process.execPath, ['-e', script, folder], {
          env: { ...process.env, HOME: home, XDG_DATA_HOME: data, ...more },
        });
      const data = path.join(home, 'data');
      await remove(song, data);
      await assert.rejects(stat(song), { code: 'ENOENT' });
      const trashed = path.join(data, 'Trash');
      const [info] = await readdir(path.join(trashed, 'info'));
      const text = await readFile(path.join(trashed, 'info', info!), 'utf8');
      const [, written] = /^\[Trash Info\]\nPath=(.*)$/m.exec(text)!;
      assert.equal(decodeURIComponent(written!), song);
      const [kept] = await readdir(path.join(trashed, 'files'));
      assert.deepEqual((await readdir(path.join(trashed, 'files', kept!))).sort(), [
        'drums.wav',
        'stems.json',
      ]);
      // a file where the trash would be
      const blocked = path.join(home, 'file');
      await writeFile(blocked, '');
      await assert.rejects(remove(other, blocked), /other cannot be moved to this system’s trash/);
      // no desktop
      await assert.rejects(remove(other, data, { PATH: home }), /\(gio: its process did not start/);
      assert.equal((await readdir(other)).length, 2);
    });
  });

  it('are renamed over HTTP by who reads a stream of events, and counted with captures and the inbox', () =>
    withPageServer(async ({ outputFolder, inboxFolder, server, engine, client }) => {
      const song = await leaveResult(outputFolder, 'song');
      await writeFile(path.join(song, 'capture.wav'), Buffer.alloc(1000));
      await mkdir(path.join(outputFolder, 'not ours'));
      await writeFile(path.join(outputFolder, 'not ours', 'file'), Buffer.alloc(500));
      await client.fetch('/api/inbox?name=a.wav', { method: 'POST', body: new Uint8Array(70) });
      const sizes = await Promise.all(
        ['drums.wav', 'stems.json'].map(async (name) => (await stat(path.join(song, name))).size),
      );
      const response = await client.fetch('/api/disk');
      assert.deepEqual(await response.json(), {
        results: { folder: outputFolder, bytes: sizes[0]! + sizes[1]! },
        captures: { folder: outputFolder, bytes: 1000 },
        inbox: { folder: inboxFolder, bytes: 70 },
      });
      for (const [address, body, status] of [
        ['/api/results/none/name', '{"name":"new"}', 404],
        ['/api/results/none/name', '{"name":""}', 400],
        ['/api/results/none/trash', '', 404],
      ] as const) {
        assert.equal((await client.fetch(address, { method: 'POST', body })).status, status);
        assert.equal((await fetch(server.address + address, { method: 'POST', body })).status, 403);
      }
      const rename = () =>
        client.fetch('/api/results/song/name', { method: 'POST', body: '{"name":"new"}' });
      await client.ask('generate', 'g', 1);
      const stem = { stem: 'drums', path: path.join(song, 'drums.wav'), finished: true };
      engine.tell('job-1', { kind: 'stem', ...stem });
      assert.equal((await rename()).status, 403);
      engine.tell('job-1', { kind: 'done', manifest: manifestOf(1, 1) });
      const renamed = await rename();
      assert.deepEqual(await renamed.json(), { id: 'new' });
      assert.deepEqual((await readdir(outputFolder)).sort(), ['new', 'not ours']);
    }));

  it('that are not there take nothing', async () => {
    const { results, inbox } = await diskUsage({ outputFolder: '/nowhere', inboxFolder: '/none' });
    assert.deepEqual([results.bytes, inbox.bytes], [0, 0]);
  });
});
