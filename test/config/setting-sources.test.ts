/**
 * Settings: which source counts, what is refused and how, and what is printed of a secret.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { describe, it } from 'mocha';

import {
  loadSettings,
  type ConfigSources,
  type LoadedSettings,
} from '../../src/config/setting-sources.js';
import { environmentName, SETTING_NAMES, SETTINGS } from '../../src/config/settings.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

interface Said {
  readonly flags?: ConfigSources['flags'];
  readonly env?: ConfigSources['env'];
  readonly file?: unknown;
}

/** Loads what was said, with a config file of that content in a folder of its own. */
function load(
  { flags = {}, env = {}, file }: Said,
  check: (loaded: LoadedSettings, configFile: string) => void = () => undefined,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const ownConfigFile = path.join(folder, 'config.json');
    if (file !== undefined) await writeFile(ownConfigFile, JSON.stringify(file));
    check(await loadSettings({ flags, env, configFile: undefined, ownConfigFile }), ownConfigFile);
  });
}

const refused = (said: Said, message: RegExp) =>
  assert.rejects(load(said), { name: 'OperationalError', code: 'bad-argument', message });

describe('Settings', () => {
  it('are the defaults where nobody says anything', () =>
    load({}, ({ settings, origins }) => {
      for (const name of SETTING_NAMES) {
        assert.deepEqual(settings[name], SETTINGS[name].default);
        assert.equal(origins[name], 'default');
      }
      assert.equal(settings.oscPort, 9130);
      assert.equal(settings.oscHost, '127.0.0.1');
      assert.equal(settings.queueLimit, 16);
    }));

  const flags = { oscPort: '1111' };
  const env = { STEMWRIGHT_OSC_PORT: '2222' };
  const file = { oscPort: 3333 };
  const precedence: [string, Said, number, RegExp][] = [
    ['a flag before all', { flags, env, file }, 1111, /^--osc-port$/],
    ['the environment before the file', { env, file }, 2222, /^STEMWRIGHT_OSC_PORT$/],
    ['the file before the default', { file }, 3333, /config\.json$/],
    ['no flag, an empty variable', { env: { STEMWRIGHT_OSC_PORT: '' }, file }, 3333, /\.json$/],
  ];
  for (const [what, said, port, origin] of precedence) {
    it(`take ${what}`, () =>
      load(said, ({ settings, origins }) => {
        assert.equal(settings.oscPort, port);
        assert.match(origins.oscPort, origin);
        assert.equal(settings.queueLimit, 16);
      }));
  }

  it('have the same value whichever source says it', async () => {
    const roots = [path.resolve('/music'), path.resolve('/loops')];
    const text = roots.join(path.delimiter);
    const all = {
      mediaRoots: text,
      threads: '2',
      logLevel: 'debug',
      oscToken: 'open sesame, please',
    };
    const values = {
      mediaRoots: roots,
      threads: 2,
      logLevel: 'debug',
      oscToken: 'open sesame, please',
    };
    const asVariables = {
      STEMWRIGHT_MEDIA_ROOTS: text,
      STEMWRIGHT_THREADS: '2',
      STEMWRIGHT_LOG_LEVEL: 'debug',
      STEMWRIGHT_OSC_TOKEN: 'open sesame, please',
    };
    for (const said of [{ flags: all }, { env: asVariables }, { file: values }]) {
      await load(said, ({ settings }) => {
        for (const [name, value] of Object.entries(values)) {
          assert.deepEqual(settings[name as keyof typeof values], value);
        }
      });
    }
  });

  it('resolve paths from where they are said, and know the home folder', () =>
    load(
      { flags: { stateFolder: 'state' }, file: { outputFolder: 'out', mediaRoots: ['~/Music'] } },
      ({ settings }, configFile) => {
        assert.equal(settings.stateFolder, path.resolve('state'));
        assert.equal(settings.outputFolder, path.join(path.dirname(configFile), 'out'));
        assert.deepEqual(settings.mediaRoots, [path.join(os.homedir(), 'Music')]);
      },
    ));

  it('are refused with the setting, where it was said, what it must be and what it is', async () => {
    await refused({ flags: { oscPort: '70000' } }, /oscPort \(--osc-port\).* 0 to 65535.*70000/);
    await refused({ flags: { oscPort: '9130.5' } }, /oscPort.*whole number.*"9130\.5"/);
    await refused({ env: { STEMWRIGHT_PRESET: 'fast' } }, /STEMWRIGHT_PRESET.*draft, standard/);
    await refused({ file: { queueLimit: '16' } }, /queueLimit \(.*config\.json\).*got "16"/);
    await refused({ file: { mediaRoots: '/music' } }, /mediaRoots.*list of folders/);
    await refused({ file: { oscport: 1 } }, /no setting oscport\. There are .*oscPort/);
    await refused({ flags: { oscHost: 'nohost.invalid' } }, /oscHost.*IP address of this machine/);
    await refused({ file: [] }, /config\.json must be a JSON object/);
  });

  const text = (content: string, message: RegExp) =>
    withTemporaryFolder(async (folder) => {
      const configFile = path.join(folder, 'config.json');
      await writeFile(configFile, content);
      const loading = loadSettings({ flags: {}, env: {}, configFile });
      await assert.rejects(loading, { name: 'OperationalError', code: 'bad-argument', message });
    });

  it('are refused with line and column where the file is not JSON', async () => {
    await text(
      '{\n  "seed": 4,\n}\n',
      /config\.json is not JSON, line 3, column 1: .*, got "}"\.$/,
    );
    await text('{"seed": 4', /line 1, column 11: .*, got the end of the file\.$/);
  });

  it('are refused with a sentence however deep or long a value is', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    await text(`{"model": ${deep}}`, /model .*must be text, got \[\[\["…"\]\]\]\.$/);
    await text(
      `{"modelFolders": ${deep}}`,
      /modelFolders .*must be a list of folders, got \[\[\["…"/,
    );
    await text('{"seed": {"a": 1}}', /seed .*, got \{"a":1\}\.$/);
    await text(`{"seed": "${'4'.repeat(1e6)}"}`, /got "4{79}…\.$/);
    await text('{"seed": [1, "b"]}', /got \[1,"b"\]\.$/);
  });

  it('are read behind a byte order mark', () =>
    withTemporaryFolder(async (folder) => {
      const configFile = path.join(folder, 'config.json');
      await writeFile(configFile, '\ufeff{"seed": 4}');
      const { settings } = await loadSettings({ flags: {}, env: {}, configFile });
      assert.equal(settings.seed, 4);
    }));

  it('beyond this machine need a token and media roots', async () => {
    const flags = { oscHost: '0.0.0.0' };
    await refused({ flags }, /0\.0\.0\.0.*oscToken \(--token-file or --token\) and mediaRoots/);
    await refused({ flags: { ...flags, oscToken: 'open sesame, please' } }, /set mediaRoots/);
    await load({ flags: { ...flags, oscToken: 'open sesame, please', mediaRoots: '/music' } });
    for (const oscHost of ['localhost', '::1', '127.1.2.3']) await load({ flags: { oscHost } });
  });

  it('have a token from a file of its own, said where that is named', () =>
    withTemporaryFolder(async (folder) => {
      const [tokenFile, token] = [path.join(folder, 'token'), 'open sesame, please'];
      await writeFile(tokenFile, `${token}\nand what nobody reads\n`);
      const other = 'another of sixteen';
      const tokens: [Said, string, RegExp][] = [
        [{ flags: { oscTokenFile: tokenFile } }, token, /^--token-file$/],
        [{ env: { STEMWRIGHT_OSC_TOKEN_FILE: tokenFile } }, token, /^STEMWRIGHT_OSC_TOKEN_FILE$/],
        [{ file: { oscTokenFile: tokenFile } }, token, /config\.json$/],
        [
          { flags: { oscTokenFile: tokenFile }, env: { STEMWRIGHT_OSC_TOKEN: other } },
          token,
          /^--token-file$/,
        ],
        [
          { env: { STEMWRIGHT_OSC_TOKEN: other }, file: { oscTokenFile: tokenFile } },
          other,
          /^STEMWRIGHT_OSC_TOKEN$/,
        ],
      ];
      for (const [said, expected, origin] of tokens) {
        await load(said, ({ settings, origins }) => {
          assert.equal(settings.oscToken, expected);
          assert.match(origins.oscToken, origin);
        });
      }
      await refused({ flags: { oscToken: other, oscTokenFile: tokenFile } }, /the token once/);
      await assert.rejects(load({ flags: { oscTokenFile: path.join(folder, 'none') } }), {
        code: 'input-missing',
      });
    }));

  it('of a token that cannot be say so without it', () =>
    withTemporaryFolder(async (folder) => {
      const tokenFile = path.join(folder, 'token');
      await writeFile(tokenFile, 'sesame\n');
      for (const flags of [{ oscToken: 'sesame' }, { oscTokenFile: tokenFile }]) {
        await refused({ flags }, /^(?!.*sesame).*at least 16 characters/);
      }
    }));

  it('come from the file that was asked for, which must then be there', () =>
    withTemporaryFolder(async (folder) => {
      const configFile = path.join(folder, 'studio.json');
      const sources = { flags: {}, env: {}, configFile };
      await assert.rejects(loadSettings(sources), { code: 'input-missing', message: /studio/ });
      await mkdir(configFile);
      await assert.rejects(loadSettings(sources), { code: 'input-unreadable' });
    }));

  it('have a variable each', () => {
    assert.equal(environmentName('oscPort'), 'STEMWRIGHT_OSC_PORT');
    assert.equal(environmentName('model'), 'STEMWRIGHT_MODEL');
  });
});
