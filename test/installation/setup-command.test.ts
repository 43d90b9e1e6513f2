/**
 * stemwright setup and what takes it back, as processes in a home folder of their own: what it asks, and what it says where it cannot do
 * its work.
 */
import assert from 'node:assert/strict';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { filesBelow } from '../support/files-below.js';
import { ACTION, contentsOf, withHomeOfDaws } from '../support/home-with-daws.js';
import { runCli } from '../support/run-cli.js';
import { atTerminal } from '../support/terminal-session.js';

describe('stemwright setup', () => {
  it('asks for the DAW, installs what it needs; uninstall takes all back, and settings stay', () =>
    withHomeOfDaws(async ({ env, home, reaper }) => {
      const settings = path.join(home, '.config', 'stemwright', 'config.json');
      await mkdir(path.dirname(settings));
      await writeFile(settings, '{"model":"gaussian"}');
      const asked = await atTerminal(['setup', '--no-service'], env, 'cubase\nreaper\n');
      assert.equal(asked.exitCode, 0, asked.screen);
      assert.equal(
        asked.screen.match(/Which DAW do you use: live, reaper, both, none\?/g)!.length,
        2,
      );
      await stat(path.join(reaper, ACTION));
      await stat(path.join(path.dirname(settings), 'start.json'));
      const doctor = await runCli(['doctor'], { env });
      assert.match(doctor.stdout, /^Reaper: good\. Stemwright [\d.]+ is in .*REAPER\.$/m);
      assert.match(doctor.stdout, /^Ableton Live: missing\. .*"stemwright install live"/m);
      assert.match(doctor.stdout, /^Start at login: missing\. .*"stemwright service install"/m);

      const { exitCode, stdout, stderr } = await runCli(['uninstall'], { env });
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /Your stems, models and settings .* stay/);
      assert.deepEqual(await filesBelow(reaper), ['reaper-kb.ini']);
      assert.deepEqual(await filesBelow(path.dirname(settings)), ['config.json']);
    }));

  it('is refused by sudo, which would leave files of root, and writes nothing', function () {
    // elsewhere SUDO_UID says nothing
    if (process.getuid?.() !== 0) this.skip();
    return withHomeOfDaws(async ({ env, home }) => {
      const before = await contentsOf(home);
      const bySudo = { ...env, SUDO_UID: '1000' };
      for (const args of [
        ['setup', '--daw', 'reaper'],
        ['install', 'reaper'],
        ['service', 'install'],
        ['service', 'remove'],
        ['uninstall'],
      ]) {
        const { exitCode, stderr } = await runCli(args, { env: bySudo });
        assert.equal(exitCode, 1, args.join(' '));
        assert.match(stderr, /Run it again without sudo/);
      }
      assert.deepEqual(await contentsOf(home), before);
    });
  });

  it('says which option answers where nobody can be asked', () =>
    withHomeOfDaws(async ({ env }) => {
      const { exitCode, stderr } = await runCli(['setup'], { env });
      assert.equal(exitCode, 2);
      assert.match(stderr, /--daw with one of live, reaper, both, none/);
    }));

  it('does what it can where one part cannot be installed, and says which', () =>
    withHomeOfDaws(async ({ env, reaper }) => {
      const args = ['setup', '--daw', 'both', '--no-service'];
      const { exitCode, stderr } = await runCli(args, { env });
      assert.equal(exitCode, 1);
      assert.match(stderr, /Expected Ableton Live’s User Library, found none/);
      await stat(path.join(reaper, ACTION));
    }));

  it('says where onnxruntime does not load, as on a Mac by Intel', () =>
    withHomeOfDaws(async ({ env }) => {
      const code = `for(const [n,value] of [['platform','darwin'],['arch','x64']])Object.defineProperty(process,n,{value})`;
      const there = {
        ...env,
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
      };
      const args = ['setup', '--daw', 'none', '--no-service'];
      const { exitCode, stderr } = await runCli(args, { env: there });
      assert.equal(exitCode, 1);
      assert.match(stderr, /darwin\/x64.*It runs on .*Macs with Apple silicon/);
      assert.equal((await runCli(args, { env })).exitCode, 0);
    }));

  it('names a few of many files that are in the way, as where scripts were copied by hand', () =>
    withHomeOfDaws(async ({ env, home, reaper }) => {
      const folder = path.join(reaper, path.dirname(ACTION), 'lib');
      await mkdir(folder, { recursive: true });
      const names = ['batch', 'daemon', 'failure', 'json', 'menu'];
      for (const name of names) await writeFile(path.join(folder, `${name}.lua`), '-- older');
      const before = await contentsOf(home);
      const { screen } = await atTerminal(['install', 'reaper'], env, 'n\n');
      assert.match(screen, /batch\.lua, .*daemon\.lua, .*failure\.lua and 2 more: not of Stem/);
      assert.match(screen, /Nothing is installed: .*batch\.lua stays, and 4 more\./);
      assert.deepEqual(await contentsOf(home), before);
    }));

  it('understands what users call their DAWs', () =>
    withHomeOfDaws(async ({ env, reaper }) => {
      const { screen } = await atTerminal(['setup', '--no-service'], env, 'Ableton 12, REAPER\n');
      assert.match(screen, /Expected Ableton Live’s User Library, found none/);
      await stat(path.join(reaper, ACTION));
    }));
});
