/**
 * stemwright install, as processes in a home folder of their own: what belongs into Live and Reaper gets there, nothing of the user's is
 * lost, and all of it goes again to the byte.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { filesBelow } from '../support/files-below.js';
import { ACTION, contentsOf, USERS_LIST, withHomeOfDaws } from '../support/home-with-daws.js';
import { repositoryPath } from '../support/repository.js';
import { runCli } from '../support/run-cli.js';
import { atTerminal } from '../support/terminal-session.js';

const SCRIPTS = repositoryPath('reaper-scripts', 'Stemwright');
const DEVICE = 'Presets/Audio Effects/Max Audio Effect/Stemwright.amxd';

/** A program of Reaper's name, put into that folder. */
async function whileReaperRuns(folder: string, use: () => Promise<void>): Promise<void> {
  const program = path.join(folder, 'reaper');
  await copyFile('/bin/sleep', program);
  await chmod(program, 0o755);
  const child = spawn(program, ['60'], { stdio: 'ignore' });
  await once(child, 'spawn');
  try {
    await use();
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

describe('stemwright install reaper', function () {
  it('puts scripts, icons and actions there, says so, and takes them back to the byte', () =>
    withHomeOfDaws(async ({ env, home, reaper }) => {
      const before = await contentsOf(home);
      const { exitCode, stdout, stderr } = await runCli(['install', 'reaper'], { env });
      assert.equal(exitCode, 0, stderr);
      const actions = (await readdir(SCRIPTS)).filter((name) => name.endsWith('.lua')).length;
      const told = `Reaper: wrote \\d+ files in .*REAPER\\.\n${actions} actions are in Reaper`;
      assert.match(stdout, new RegExp(told));
      for (const name of ['stemwright.png', '150/stemwright.png', '200/stemwright.png']) {
        await stat(path.join(reaper, 'Data', 'toolbar_icons', name));
      }
      assert.deepEqual(
        await readFile(path.join(reaper, ACTION)),
        await readFile(path.join(SCRIPTS, path.basename(ACTION))),
      );
      const list = await readFile(path.join(reaper, 'reaper-kb.ini'), 'latin1');
      assert.equal(list.match(/^SCR 4 0 RS[0-9a-f]{40} "Custom: Stemwright - /gm)!.length, actions);
      assert.ok(list.endsWith(USERS_LIST));

      const again = await runCli(['install', 'reaper'], { env });
      assert.match(again.stdout, /Reaper: all of Stemwright is there already/);
      assert.equal(await readFile(path.join(reaper, 'reaper-kb.ini'), 'latin1'), list);

      const removed = await runCli(['install', 'reaper', '--remove'], { env });
      assert.equal(removed.exitCode, 0, removed.stderr);
      // how the daemon is started stays
      await rm(path.join(home, '.config', 'stemwright'), { recursive: true });
      await rm(path.join(home, '.stemwright'), { recursive: true });
      assert.deepEqual(await contentsOf(home), before);
      await assert.rejects(stat(path.join(reaper, 'Data')));
      await assert.rejects(stat(path.join(reaper, 'Scripts', 'Stemwright')));
    }));

  it('refuses to replace a file of the user’s where nobody can be asked, and writes nothing', () =>
    withHomeOfDaws(async ({ env, home, reaper }) => {
      await mkdir(path.dirname(path.join(reaper, ACTION)));
      await writeFile(path.join(reaper, ACTION), 'mine');
      const before = await contentsOf(home);
      const { exitCode, stderr } = await runCli(['install', 'reaper'], { env });
      assert.equal(exitCode, 1);
      assert.match(stderr, /Cancel\.lua: not of Stemwright, or changed since\. .*--replace/);
      assert.deepEqual(await contentsOf(home), before);
    }));

  it('asks for it at a terminal, keeps what is replaced, and puts it back when removed', () =>
    withHomeOfDaws(async ({ env, reaper }) => {
      const file = path.join(reaper, ACTION);
      await mkdir(path.dirname(file));
      await writeFile(file, 'mine');
      const no = await atTerminal(['install', 'reaper'], env, 'n\n');
      assert.equal(no.exitCode, 1, no.screen);
      assert.match(no.screen, /Replace it\? .*\(y\/n\)/);
      assert.equal(await readFile(file, 'utf8'), 'mine');
      const yes = await atTerminal(['install', 'reaper'], env, 'y\n');
      assert.equal(yes.exitCode, 0, yes.screen);
      assert.match(yes.screen, /is kept as Stemwright - Cancel\.lua\.before-stemwright/);
      assert.notEqual(await readFile(file, 'utf8'), 'mine');
      assert.equal(await readFile(`${file}.before-stemwright`, 'utf8'), 'mine');
      await runCli(['install', 'reaper', '--remove'], { env });
      assert.equal(await readFile(file, 'utf8'), 'mine');
      await assert.rejects(stat(`${file}.before-stemwright`));
    }));

  it('leaves a script that was changed since, and says so', () =>
    withHomeOfDaws(async ({ env, reaper }) => {
      await runCli(['install', 'reaper'], { env });
      await writeFile(path.join(reaper, ACTION), 'better');
      const { exitCode, stdout } = await runCli(['install', 'reaper', '--remove'], { env });
      assert.equal(exitCode, 0);
      assert.match(stdout, /Cancel\.lua has been changed since, and stays/);
      assert.equal(await readFile(path.join(reaper, ACTION), 'utf8'), 'better');
      const list = await readFile(path.join(reaper, 'reaper-kb.ini'), 'latin1');
      assert.equal(list, USERS_LIST);
    }));

  it('replaces what an earlier version put there without asking, and takes away what it has no more', () =>
    withHomeOfDaws(async ({ env, home, reaper }) => {
      await runCli(['install', 'reaper'], { env });
      // an earlier version: one script was another, and there was one more
      const record = path.join(home, '.config', 'stemwright', 'installed.json');
      const installed = JSON.parse(await readFile(record, 'utf8')) as {
        places: { files: Record<string, string>; actions: string[] }[];
      };
      const place = installed.places[0]!;
      const gone = 'Scripts/Stemwright/Stemwright - Gone.lua';
      const sha256 = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b';
      for (const file of [ACTION, gone]) {
        await writeFile(path.join(reaper, file), 'secret');
        place.files[file] = sha256;
      }
      place.actions.push('RSgone');
      await writeFile(record, JSON.stringify(installed));
      const list = path.join(reaper, 'reaper-kb.ini');
      const text = await readFile(list, 'latin1');
      await writeFile(list, `SCR 4 0 RSgone "Custom: g" "g.lua"\n${text}`, 'latin1');
      const { exitCode, stderr } = await runCli(['install', 'reaper'], { env });
      assert.equal(exitCode, 0, stderr);
      assert.match(await readFile(path.join(reaper, ACTION), 'utf8'), /reaper\./);
      await assert.rejects(stat(path.join(reaper, gone)));
      assert.equal(await readFile(list, 'latin1'), text);
    }));

  it('does nothing while Reaper runs, which writes its list when it ends', function () {
    // elsewhere the system is asked by programs of its own
    if (process.platform !== 'linux') this.skip();
    return withHomeOfDaws(async ({ env, home, reaper }) => {
      await whileReaperRuns(home, async () => {
        const { exitCode, stderr } = await runCli(['install', 'reaper'], { env });
        assert.equal(exitCode, 1);
        assert.match(stderr, /Reaper is running, and writes reaper-kb\.ini when it ends/);
        assert.deepEqual(await filesBelow(reaper), ['reaper-kb.ini']);
      });
    });
  });

  it('is not said to be gone while Reaper runs: the program that can take it back is still needed', function () {
    if (process.platform !== 'linux') this.skip();
    return withHomeOfDaws(async ({ env, home, reaper }) => {
      await runCli(['install', 'reaper'], { env });
      await whileReaperRuns(home, async () => {
        const { exitCode, stdout, stderr } = await runCli(['uninstall'], { env });
        assert.equal(exitCode, 1);
        assert.match(stderr, /Reaper is running/);
        assert.match(stdout, /Run this again before you remove the program/);
        assert.doesNotMatch(stdout, /npm rm/);
      });
      const { stdout } = await runCli(['uninstall'], { env });
      assert.match(stdout, /npm rm -g stemwright/);
      assert.deepEqual(await filesBelow(reaper), ['reaper-kb.ini']);
    });
  });

  it('writes nothing where a folder has the place of a file', () =>
    withHomeOfDaws(async ({ env, reaper }) => {
      const inTheWay = path.join(reaper, 'Scripts', 'Stemwright', 'lib', 'json.lua');
      await mkdir(inTheWay, { recursive: true });
      const { exitCode, stderr } = await runCli(['install', 'reaper', '--replace'], { env });
      assert.equal(exitCode, 1);
      assert.match(stderr, /json\.lua is a folder.* Move it away/);
      assert.deepEqual(await filesBelow(reaper), ['reaper-kb.ini']);
      assert.ok((await stat(inTheWay)).isDirectory());
    }));

  it('follows a link to the list of actions, as those who keep settings elsewhere have it', () =>
    withHomeOfDaws(async ({ env, home, reaper }) => {
      const list = path.join(reaper, 'reaper-kb.ini');
      const elsewhere = path.join(home, 'kept.ini');
      await rm(list);
      await writeFile(elsewhere, USERS_LIST, { encoding: 'latin1', mode: 0o640 });
      await symlink(elsewhere, list);
      await runCli(['install', 'reaper'], { env });
      assert.match(await readFile(elsewhere, 'latin1'), /^SCR 4 0 RS[0-9a-f]{40} "Custom: Stem/);
      assert.equal((await stat(elsewhere)).mode & 0o777, 0o640);
      await runCli(['install', 'reaper', '--remove'], { env });
      assert.equal(await readFile(elsewhere, 'latin1'), USERS_LIST);
    }));

  for (const [what, put, said] of [
    [
      'in UTF-16',
      (list: string) => writeFile(list, '\ufeffSCR 4 0 RS1 x y\n', 'utf16le'),
      /UTF-16: no line is put/,
    ],
    ['that is a folder', (list: string) => mkdir(list), /reaper-kb\.ini is no file/],
    [
      'whose link leads nowhere',
      (list: string) => symlink('/nowhere/kept.ini', list),
      /is a link that leads nowhere/,
    ],
    [
      'whose link leads to itself',
      (list: string) => symlink(list, list),
      /reaper-kb\.ini cannot be read \(ELOOP\)/,
    ],
  ] as const) {
    it(`leaves a list of actions ${what}, says so, and installs nothing`, () =>
      withHomeOfDaws(async ({ env, reaper }) => {
        const list = path.join(reaper, 'reaper-kb.ini');
        await rm(list);
        await put(list);
        const before = await readdir(reaper);
        const { exitCode, stderr } = await runCli(['install', 'reaper'], { env });
        assert.equal(exitCode, 1);
        assert.match(stderr, said);
        assert.deepEqual(await readdir(reaper), before);
        assert.deepEqual(await readdir(path.join(reaper, 'Scripts')), []);
      }));
  }

  it('says where to look for Reaper where it finds none', () =>
    withHomeOfDaws(async ({ env, reaper }) => {
      await rm(reaper, { recursive: true });
      const { exitCode, stderr } = await runCli(['install', 'reaper'], { env });
      assert.equal(exitCode, 1);
      assert.match(stderr, /found none\. Start Reaper once, or name it: .*--folder DIR/);
    }));
});

describe('stemwright install live', () => {
  it('puts the device and its script where Live shows devices, and takes them back', () =>
    withHomeOfDaws(async ({ env, library }) => {
      const args = ['install', 'live', '--folder', library];
      const { exitCode, stdout, stderr } = await runCli(args, { env });
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /Ableton Live: wrote .* in .*Max Audio Effect\./);
      const files = (await readdir(repositoryPath('max-for-live'))).filter((name) =>
        /\.(amxd|js)$/.test(name),
      );
      assert.ok(files.includes('Stemwright.amxd'));
      for (const file of files) {
        assert.deepEqual(
          await readFile(path.join(library, path.dirname(DEVICE), file)),
          await readFile(repositoryPath('max-for-live', file)),
        );
      }
      const removed = await runCli([...args, '--remove'], { env });
      assert.equal(removed.exitCode, 0, removed.stderr);
      assert.deepEqual(await filesBelow(library), []);
      await assert.rejects(stat(path.join(library, 'Presets')));
    }));

  it('says how to name the library where there is none, and that nothing was installed there', () =>
    withHomeOfDaws(async ({ env, library }) => {
      const { exitCode, stderr } = await runCli(['install', 'live'], { env });
      assert.equal(exitCode, 1);
      assert.match(stderr, /found none\. Name it: .*--folder DIR/);
      const removed = await runCli(['install', 'live', '--remove', '--folder', library], { env });
      assert.equal(removed.exitCode, 1);
      assert.match(removed.stderr, /it put nothing there/);
    }));
});
