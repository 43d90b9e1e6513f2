/**
 * stemwright service, as processes in a home folder of their own. In the place of systemctl stands a script that keeps whether the unit
 * is active and what it was asked, for there is no systemd of the user where tests run, and no launchctl or schtasks; what these are
 * given is in services.test.ts.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { before, describe, it } from 'mocha';

import type { StartRecord } from '../../src/installation/start-schema.js';
import { createFreshHome } from '../support/fresh-home.js';
import { killedAt } from '../support/killed-at-write.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { atTerminal } from '../support/terminal-session.js';

const SYSTEMCTL = `#!/bin/sh
echo "$*" >> "$0.log"
case "$2 $3" in
  "restart stemwright.service") [ -f "$HOME/.config/systemd/user/stemwright.service" ] && touch "$0.active" ;;
  "disable --now") rm -f "$0.active" ;;
  "is-active --quiet") [ -f "$0.active" ] ;;
esac
`;

interface Home {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly unit: string;
  /** what systemctl was asked since the last look */
  readonly asked: () => Promise<string[]>;
  readonly service: (...args: string[]) => Promise<CliResult>;
}

function withHome(use: (home: Home) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const fresh = await createFreshHome(folder);
    const bin = path.join(folder, 'bin');
    await mkdir(bin);
    const systemctl = path.join(bin, 'systemctl');
    await writeFile(systemctl, SYSTEMCTL, { mode: 0o755 });
    const env = { ...fresh.env, PATH: `${bin}:/usr/bin:/bin` };
    const log = `${systemctl}.log`;
    await use({
      home: fresh.home,
      env,
      unit: path.join(fresh.home, '.config', 'systemd', 'user', 'stemwright.service'),
      service: (...args) => runCli(['service', ...args], { env }),
      asked: async () => {
        const text = await readFile(log, 'utf8').catch(() => '');
        await writeFile(log, '');
        return text.split('\n').filter((line) => line !== '');
      },
    });
  });
}

describe('stemwright service', function () {
  before('Linux has units of systemd', function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('starts the daemon at login with the user’s settings, says so, and is taken back', () =>
    withHome(async ({ home, env, unit, service, asked }) => {
      const none = await service('status');
      assert.equal(none.exitCode, 1);
      assert.match(none.stdout, /No service is installed/);
      const { exitCode, stdout, stderr } = await runCli(
        ['service', 'install', '--input', 'Scarlett 2i2', '--media-roots', 'a:b'],
        { env: { ...env, STEMWRIGHT_QUEUE_LIMIT: '3' }, cwd: home },
      );
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /systemd unit stemwright\.service starts the daemon at login/);
      const start = JSON.parse(
        await readFile(path.join(home, '.config', 'stemwright', 'start.json'), 'utf8'),
      ) as StartRecord;
      assert.deepEqual(start.arguments, [
        ...['serve', '--unless-running', '--media-roots', `${home}/a:${home}/b`],
        ...['--queue-limit', '3', '--input', 'Scarlett 2i2'],
      ]);
      const words = [start.node, start.program, ...start.arguments];
      const line = words.map((word) => `"${word}"`).join(' ');
      assert.ok((await readFile(unit, 'utf8')).includes(`\nExecStart=${line}\n`));
      assert.deepEqual((await asked()).slice(-3), [
        '--user daemon-reload',
        '--user enable stemwright.service',
        '--user restart stemwright.service',
      ]);
      const status = await service('status');
      assert.equal(status.exitCode, 0, status.stderr);
      assert.match(status.stdout, /is running: serve .*Scarlett 2i2\.$/m);

      await asked();
      const removed = await service('remove');
      assert.equal(removed.exitCode, 0, removed.stderr);
      assert.deepEqual(await asked(), [
        '--user disable --now stemwright.service',
        '--user daemon-reload',
      ]);
      await assert.rejects(stat(path.join(home, '.config', 'systemd')));
    }));

  it('keeps its settings when it is installed again after an update, by setup, too', () =>
    withHome(async ({ env, unit, service }) => {
      await service('install', '--seed', '9');
      const before = await readFile(unit, 'utf8');
      const args = ['setup', '--daw', 'none'];
      const { exitCode, stderr } = await runCli(args, { env });
      assert.equal(exitCode, 0, stderr);
      assert.equal(await readFile(unit, 'utf8'), before);
      await service('install', '--seed', '10');
      assert.match(await readFile(unit, 'utf8'), /"--seed" "10"/);
    }));

  it('keeps no token', () =>
    withHome(async ({ env, unit, service }) => {
      const refused = await service('install', '--token', 'correct horse battery');
      assert.equal(refused.exitCode, 2);
      assert.match(refused.stderr, /--token-file/);
      const inTheEnvironment = { ...env, STEMWRIGHT_OSC_TOKEN: 'correct horse battery' };
      const { exitCode } = await runCli(['service', 'install'], { env: inTheEnvironment });
      assert.equal(exitCode, 2);
      await assert.rejects(stat(unit));
    }));

  it('asks before it replaces a unit of that name, and puts it back when it goes', () =>
    withHome(async ({ env, unit, service }) => {
      await mkdir(path.dirname(unit), { recursive: true });
      await writeFile(unit, '[Service]\n');
      const refused = await service('install');
      assert.equal(refused.exitCode, 1);
      assert.match(refused.stderr, /stemwright\.service: not of Stemwright.*--replace/);
      assert.equal(await readFile(unit, 'utf8'), '[Service]\n');
      const yes = await atTerminal(['service', 'install'], env, 'y\n');
      assert.equal(yes.exitCode, 0, yes.screen);
      assert.match(await readFile(unit, 'utf8'), /^ExecStart=/m);
      await service('remove');
      assert.equal(await readFile(unit, 'utf8'), '[Service]\n');
    }));

  it('leaves a unit that was changed since, and says so', () =>
    withHome(async ({ unit, service, asked }) => {
      await service('install');
      await writeFile(unit, 'mine');
      await asked();
      const { exitCode, stdout } = await service('remove');
      assert.equal(exitCode, 0);
      assert.match(stdout, /has been changed since, and stays/);
      assert.equal(await readFile(unit, 'utf8'), 'mine');
      assert.deepEqual(await asked(), []);
    }));

  it('puts the user’s unit back where it was killed at any of its writes', () =>
    withHome(async ({ home, env, unit, service }) => {
      await mkdir(path.dirname(unit), { recursive: true });
      await mkdir(path.join(home, '.config', 'stemwright'));
      await writeFile(unit, 'mine');
      let kills = 0;
      for (let write = 3; ; write += 2) {
        const args = ['service', 'install', '--replace'];
        const killed = await runCli(args, { env: killedAt(env, write) });
        const { stderr } = await service('remove');
        assert.equal(await readFile(unit, 'utf8'), 'mine', `${write}: ${stderr}`);
        assert.deepEqual(await readdir(path.dirname(unit)), [path.basename(unit)], `${write}`);
        if (killed.exitCode === 0) break;
        kills++;
      }
      assert.ok(kills > 2, `${kills}`);
    }));

  it('leaves nothing behind where the system has no systemd', () =>
    withHome(async ({ home, env }) => {
      const { exitCode, stderr } = await runCli(['service', 'install'], {
        env: { ...env, PATH: home },
      });
      assert.equal(exitCode, 1);
      assert.match(stderr, /does not take the systemd unit stemwright\.service: systemctl: /);
      await assert.rejects(stat(path.join(home, '.config', 'systemd')));
      const { stdout } = await runCli(['service', 'status'], { env });
      assert.match(stdout, /No service is installed/);
    }));
});

/** What each of the other systems has in the place of systemctl: it keeps whether there is something of that name. */
const CONTROLLER = `#!/bin/sh
echo "$(basename "$0") $*" >> "$0.log"
case "$*" in
  *bootstrap*|*/Create*) touch "$0.known" ;;
  *bootout*|*/Delete*) rm "$0.known" ;;
  *print*|*/Query*) [ -f "$0.known" ] ;;
esac
`;

for (const { platform, program, file, asked } of [
  {
    platform: 'darwin',
    program: 'launchctl',
    file: 'Library/LaunchAgents/stemwright.daemon.plist',
    asked:
      /^launchctl bootout gui\/\d+\/stemwright\.daemon\nlaunchctl bootstrap gui\/\d+ \/.*\.plist$/m,
  },
  {
    platform: 'win32',
    program: 'schtasks',
    file: '.config/stemwright/scheduled-task.xml',
    asked:
      /^schtasks \/Create \/TN Stemwright \/XML \/.*\.xml \/F\nschtasks \/Run \/TN Stemwright$/m,
  },
] as const) {
  describe(`stemwright service on ${platform}`, () => {
    it('is given to the system, asked about, and taken back; one of others is left', () =>
      withTemporaryFolder(async (folder) => {
        const { home, env } = await createFreshHome(folder);
        const controller = path.join(folder, program);
        await writeFile(controller, CONTROLLER, { mode: 0o755 });
        const code = `Object.defineProperty(process,'platform',{value:'${platform}'})`;
        const there = {
          ...env,
          PATH: `${folder}:/usr/bin:/bin`,
          NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
        };
        const service = (action: string) => runCli(['service', action], { env: there });
        const made = path.join(home, file);
        if (platform === 'win32') {
          await writeFile(`${controller}.known`, '');
          const { exitCode, stderr } = await service('install');
          assert.equal(exitCode, 1);
          assert.match(stderr, /There is the scheduled task Stemwright already/);
          await assert.rejects(stat(made));
          await rm(`${controller}.known`);
        }
        const installed = await service('install');
        assert.equal(installed.exitCode, 0, installed.stderr);
        assert.match(await readFile(`${controller}.log`, 'utf8'), asked);
        await stat(made);
        assert.equal((await service('status')).exitCode, 0);
        const removed = await service('remove');
        assert.equal(removed.exitCode, 0, removed.stderr);
        await assert.rejects(stat(made));
        await assert.rejects(stat(`${controller}.known`));
      }));
  });
}
