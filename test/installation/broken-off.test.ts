/**
 * Installations that are broken off: killed at any of their writes, beside another one, or with a damaged record. Whatever happens,
 * removing what was installed leaves the user's folders as they were, to the byte, and touches nothing outside them.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { filesBelow } from '../support/files-below.js';
import { createFreshHome } from '../support/fresh-home.js';
import { killedAt } from '../support/killed-at-write.js';
import { repositoryPath } from '../support/repository.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const DEVICES = 'Presets/Audio Effects/Max Audio Effect';

interface Home {
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly library: string;
  readonly record: string;
}

function withHome(use: (home: Home) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const { home, env } = await createFreshHome(folder);
    const library = path.join(folder, 'User Library');
    await mkdir(library);
    await use({
      env,
      folder,
      library,
      record: path.join(home, '.config', 'stemwright', 'installed.json'),
    });
  });
}

async function contentsOf(folder: string): Promise<(readonly [string, string])[]> {
  const files = (await filesBelow(folder)).sort();
  return Promise.all(
    files.map(async (file) => [file, await readFile(path.join(folder, file), 'latin1')] as const),
  );
}

/** Files of the user's where ours go. */
async function putUsersFiles(library: string): Promise<void> {
  const names = (await readdir(repositoryPath('max-for-live'))).filter((name) =>
    /\.(amxd|js)$/.test(name),
  );
  await mkdir(path.join(library, DEVICES), { recursive: true });
  for (const name of names) await writeFile(path.join(library, DEVICES, name), `mine: ${name}`);
}

describe('An installation that is killed at one of its writes', () => {
  for (const [action, step] of [
    ['is removed', 2],
    ['is made again, and removed', 5],
  ] as const) {
    it(`${action}: the user’s files are what they were, and nothing else is there`, () =>
      withHome(async ({ env, library }) => {
        await putUsersFiles(library);
        const before = await contentsOf(library);
        const args = ['install', 'live', '--folder', library];
        let kills = 0;
        for (let write = 0; ; write += step) {
          const killed = await runCli([...args, '--replace'], { env: killedAt(env, write) });
          if (action !== 'is removed') await runCli([...args, '--replace'], { env });
          const { stderr } = await runCli([...args, '--remove'], { env });
          assert.deepEqual(await contentsOf(library), before, `${write}: ${stderr}`);
          if (killed.exitCode === 0) break;
          kills++;
        }
        assert.ok(kills > 2, `${kills}`);
      }));
  }

  it('leaves no folder behind', () =>
    withHome(async ({ env, library }) => {
      const args = ['install', 'live', '--folder', library];
      for (let write = 4; write < 11; write += 3) {
        await runCli(args, { env: killedAt(env, write) });
        await runCli([...args, '--remove'], { env });
        assert.deepEqual(await readdir(library), [], `${write}`);
      }
    }));

  it('after an update, does not take what the version before had written for the user’s', () =>
    withHome(async ({ env, library, record }) => {
      const args = ['install', 'live', '--folder', library];
      await runCli(args, { env });
      const now = await readFile(record, 'utf8');
      const secret = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b';
      for (const write of [2, 3, 4]) {
        const installed = JSON.parse(now) as { places: { files: Record<string, string> }[] };
        for (const file of Object.keys(installed.places[0]!.files)) {
          await mkdir(path.dirname(path.join(library, file)), { recursive: true });
          await writeFile(path.join(library, file), 'secret');
          installed.places[0]!.files[file] = secret;
        }
        await writeFile(record, JSON.stringify(installed));
        await runCli(args, { env: killedAt(env, write) });
        const { exitCode, stdout } = await runCli([...args, '--remove'], { env });
        assert.equal(exitCode, 0);
        assert.doesNotMatch(stdout, /changed since/);
        assert.deepEqual(await filesBelow(library), []);
      }
    }));
});

describe('A record of what was installed', () => {
  for (const [what, change] of Object.entries({
    'a file outside': { files: { '../outside.txt': '2bb8'.padEnd(64, '0') } },
    'a kept file outside': { kept: { 'a.txt': '../outside.txt' } },
    'a folder outside': { folders: ['../outside'] },
    'an absolute file': { files: { '/outside.txt': '2bb8'.padEnd(64, '0') } },
  })) {
    it(`that names ${what} takes nothing away, and stays`, () =>
      withHome(async ({ env, folder, library, record }) => {
        await mkdir(path.join(folder, 'outside'));
        await writeFile(path.join(folder, 'outside.txt'), 'secret');
        const place = { program: 'live', folder: library, version: '1', files: {}, kept: {} };
        const places = [{ ...place, folders: [], actions: [], ...change }];
        await mkdir(path.dirname(record), { recursive: true });
        await writeFile(record, JSON.stringify({ places }));
        const { exitCode, stderr } = await runCli(['install', 'live', '--remove'], { env });
        assert.equal(exitCode, 1);
        assert.match(stderr, /installed\.json .*correct it, or move it away/);
        assert.equal(await readFile(path.join(folder, 'outside.txt'), 'utf8'), 'secret');
        await stat(path.join(folder, 'outside'));
        assert.deepEqual(JSON.parse(await readFile(record, 'utf8')), { places });
      }));
  }

  it('that cannot be read is told in a sentence, and nothing is installed', () =>
    withHome(async ({ env, library, record }) => {
      await mkdir(record, { recursive: true });
      const { exitCode, stderr } = await runCli(['install', 'live', '--folder', library], { env });
      assert.equal(exitCode, 1);
      assert.match(stderr, /installed\.json cannot be read \(EISDIR\)/);
      assert.doesNotMatch(stderr, /at .*\.js/);
      assert.deepEqual(await filesBelow(library), []);
    }));

  it('is written where a link leads, which stays', () =>
    withHome(async ({ env, folder, library, record }) => {
      await mkdir(path.dirname(record), { recursive: true });
      const names = ['installed.json', 'start.json'];
      for (const name of names) {
        await writeFile(path.join(folder, name), name === 'start.json' ? '' : '{"places":[]}');
        await symlink(path.join(folder, name), path.join(path.dirname(record), name));
      }
      const { exitCode, stderr } = await runCli(['install', 'live', '--folder', library], { env });
      assert.equal(exitCode, 0, stderr);
      for (const name of names) {
        assert.ok((await readFile(path.join(folder, name), 'utf8')).includes('{'), name);
      }
      assert.match(await readFile(path.join(folder, 'installed.json'), 'utf8'), /amxd/);
    }));
});

describe('stemwright uninstall', () => {
  it('takes back the rest where start.json cannot be removed, and says so', () =>
    withHome(async ({ env, library, record }) => {
      await runCli(['install', 'live', '--folder', library], { env });
      const start = path.join(path.dirname(record), 'start.json');
      await rm(start);
      await mkdir(start);
      const { exitCode, stderr, stdout } = await runCli(['uninstall'], { env });
      assert.equal(exitCode, 1);
      assert.match(stderr, /The start file .*start\.json cannot be written/);
      assert.doesNotMatch(stderr, /at .*\.js/);
      assert.match(stdout, /Not all is taken back yet\. Run this again/);
      assert.deepEqual(await readdir(library), []);
    }));
});

describe('Two installations at once', () => {
  it('are both taken back: one gives way to the other, or comes after it', () =>
    withHome(async ({ env, folder }) => {
      const libraries = ['one', 'two', 'three'].map((name) => path.join(folder, name));
      for (const library of libraries) await mkdir(library);
      const ends = await Promise.all(
        libraries.map((library) => runCli(['install', 'live', '--folder', library], { env })),
      );
      for (const { exitCode, stderr } of ends) {
        if (exitCode !== 0) assert.match(stderr, /Another "stemwright" installs or removes/);
      }
      await runCli(['install', 'live', '--remove'], { env });
      for (const library of libraries) assert.deepEqual(await readdir(library), []);
    }));

  it('one gives way to another that is at work, and to none that was killed', () =>
    withHome(async ({ env, library, record }) => {
      const args = ['install', 'live', '--folder', library];
      const mark = path.join(path.dirname(record), `installing-${process.pid}`);
      await mkdir(path.dirname(record), { recursive: true });
      await writeFile(mark, '');
      const { exitCode, stderr } = await runCli(args, { env });
      assert.equal(exitCode, 1);
      assert.ok(stderr.includes(`as process ${process.pid}`), stderr);
      assert.deepEqual(await filesBelow(library), []);
      await rename(mark, path.join(path.dirname(record), 'installing-4194999'));
      const after = await runCli(args, { env });
      assert.equal(after.exitCode, 0, after.stderr);
      const left = await readdir(path.dirname(record));
      assert.deepEqual(left.sort(), ['installed.json', 'start.json']);
    }));
});
