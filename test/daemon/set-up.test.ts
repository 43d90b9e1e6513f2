/**
 * The set-up of a daemon: settings as they are and will be, and what clients may write to the config file, which holds a token and more that
 * is not theirs.
 */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { isClientSetting } from '../../src/config/client-settings.js';
import { loadSettings, type ConfigSources } from '../../src/config/setting-sources.js';
import { SETTING_NAMES, SETTINGS, type SettingName } from '../../src/config/settings.js';
import type { SetUp, ShownSetting } from '../../src/control/api/set-up.js';
import { createSetUp } from '../../src/daemon/set-up.js';
import { LogTail } from '../../src/log-tail.js';
import { recordedLog } from '../support/recorded-log.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const TOKEN = 'correct horse battery';
const SAID = { seed: 7, oscToken: TOKEN, preset: 'draft' };

interface SetUpUnderTest {
  readonly setUp: SetUp;
  readonly file: string;
  readonly folder: string;
  readonly logTail: LogTail;
}

/** A set-up over a config file in a folder of its own. @param said undefined: there is no file */
function withSetUp(
  use: (test: SetUpUnderTest) => Promise<void>,
  { said = SAID, flags = {} }: { said?: object | null; flags?: ConfigSources['flags'] } = {},
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'own', 'config.json');
    if (said !== null) {
      await mkdir(path.dirname(file));
      await writeFile(file, JSON.stringify(said));
    }
    const sources = { flags, env: {}, configFile: undefined, ownConfigFile: file };
    const logTail = new LogTail();
    const { signal } = new AbortController();
    const setUp = createSetUp({ loaded: await loadSettings(sources), sources, logTail, signal });
    await use({ setUp, file, folder, logTail });
  });
}

async function settingOf(setUp: SetUp, name: SettingName): Promise<ShownSetting> {
  const found = (await setUp.settings()).find((setting) => setting.name === name);
  return found ?? assert.fail(`no setting ${name}`);
}

async function saidIn(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

describe('The set-up of a daemon', () => {
  it('tells every setting: what it is, from where, and what it will be; and no secret', () =>
    withSetUp(async ({ setUp, file }) => {
      const settings = await setUp.settings();
      assert.deepEqual(
        settings.map(({ name }) => name),
        SETTING_NAMES,
      );
      assert.ok(!JSON.stringify(settings).includes(TOKEN));
      await setUp.changeSetting('seed', '8');
      const { value, from, next, open } = await settingOf(setUp, 'seed');
      assert.deepEqual(
        { value, from, next, open },
        { value: '7', from: file, next: '8', open: true },
      );
      assert.deepEqual((await settingOf(setUp, 'seed')).choices, []);
      assert.deepEqual((await settingOf(setUp, 'liveLayout')).choices, ['stems', 'mix']);
      assert.ok((await settingOf(setUp, 'preset')).choices.includes('best'));
    }));

  it('writes one setting, and leaves the others in their order, and the file to its owner alone', () =>
    withSetUp(async ({ setUp, file }) => {
      await chmod(file, 0o600);
      await setUp.changeSetting('seed', '8');
      await setUp.changeSetting('midi', 'LPD8,MPK');
      const said = { ...SAID, seed: 8, midi: ['LPD8', 'MPK'] };
      assert.deepEqual(Object.entries((await saidIn(file)) as object), Object.entries(said));
      await setUp.changeSetting('preset', undefined);
      assert.deepEqual(await saidIn(file), { seed: 8, oscToken: TOKEN, midi: ['LPD8', 'MPK'] });
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.deepEqual(await readdir(path.dirname(file)), ['config.json']);
    }));

  it('makes the file, which only its owner reads, where there is none', () =>
    withSetUp(
      async ({ setUp, file }) => {
        await setUp.changeSetting('queueLimit', '3');
        assert.deepEqual(await saidIn(file), { queueLimit: 3 });
        assert.equal((await stat(file)).mode & 0o777, 0o600);
      },
      { said: null },
    ));

  it('writes what changes at once one after the other, so that nothing is lost', () =>
    withSetUp(async ({ setUp, file }) => {
      await Promise.all([
        setUp.changeSetting('seed', '8'),
        setUp.changeSetting('queueLimit', '3'),
        setUp.changeSetting('threads', '2'),
      ]);
      assert.deepEqual(await saidIn(file), { ...SAID, seed: 8, queueLimit: 3, threads: 2 });
    }));

  it('follows a link of that name, which stays', () =>
    withTemporaryFolder(async (folder) => {
      const [real, link] = [path.join(folder, 'real.json'), path.join(folder, 'config.json')];
      await writeFile(real, JSON.stringify(SAID));
      await symlink(real, link);
      const sources = { flags: {}, env: {}, configFile: link };
      const loaded = await loadSettings(sources);
      const { signal } = new AbortController();
      const setUp = createSetUp({ loaded, sources, logTail: new LogTail(), signal });
      await setUp.changeSetting('seed', '8');
      assert.deepEqual(await saidIn(real), { ...SAID, seed: 8 });
      assert.deepEqual(await saidIn(link), { ...SAID, seed: 8 });
    }));

  it('refuses values that a setting cannot have, and what is no config file any more, and writes nothing', () =>
    withSetUp(async ({ setUp, file }) => {
      const refused = { name: 'OperationalError', code: 'bad-argument' };
      await assert.rejects(setUp.changeSetting('seed', 'many'), refused);
      await assert.rejects(setUp.changeSetting('preset', 'nonsense'), refused);
      assert.deepEqual(await saidIn(file), SAID);
      await writeFile(file, '{ "seed": 7,');
      await assert.rejects(setUp.changeSetting('seed', '8'), refused);
      assert.equal(await readFile(file, 'utf8'), '{ "seed": 7,');
    }));

  it('lets clients change nothing that says what is read, written, listened on or trusted', () =>
    withSetUp(async ({ setUp, file }) => {
      const refused = { name: 'OperationalError', code: 'not-allowed' };
      const closed = SETTING_NAMES.filter((name) => !isClientSetting(name));
      for (const name of closed)
        await assert.rejects(setUp.changeSetting(name, '1'), refused, name);
      await assert.rejects(setUp.changeSetting('__proto__', '1'), refused);
      await assert.rejects(setUp.changeSetting('input', 'file:/etc/passwd'), refused);
      assert.deepEqual(await saidIn(file), SAID);
      // a new path, secret or network address among the settings is closed until somebody has thought of it
      for (const name of SETTING_NAMES.filter(isClientSetting)) {
        const { isPath, isSecret } = SETTINGS[name];
        assert.ok(!isPath && isSecret !== true && !/^(osc|page|port)/.test(name), name);
      }
    }));

  it('keeps the last 100 sentences of the log, without fields, and hands all on', () =>
    withSetUp(({ setUp, logTail }) => {
      const { log, lines } = recordedLog();
      const kept = logTail.keeping(log);
      kept.debug({ path: '/secret' }, 'nobody need know');
      for (let n = 0; n < 101; n++) kept.info({ path: '/secret' }, `line ${n}`);
      kept.warn({}, 'two\nlines');
      const told = setUp.logLines();
      assert.equal(told.length, 100);
      assert.equal(told[0]!.message, 'line 2');
      assert.deepEqual([told.at(-1)!.level, told.at(-1)!.message], ['warn', 'two\\nlines']);
      assert.ok(!JSON.stringify(told).includes('secret'));
      assert.equal(lines.length, 103);
      assert.deepEqual(lines[0], {
        level: 'debug',
        fields: { path: '/secret' },
        message: 'nobody need know',
      });
      return Promise.resolve();
    }));
});
