/**
 * Where settings come from: flags before the environment before the config file before the defaults, each value with
 * where it was found, so that "why does it do that?" has an answer (`stemwright config`). A token may be in a file of its own,
 * which counts as the token itself, said where the file is named.
 */
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { z } from 'zod';

import { CONFIG } from './config.js';
import {
  checkSetting,
  DEFAULTS,
  environmentName,
  ENVIRONMENT_PREFIX,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  type Settings,
} from './settings.js';
import { isMissing } from '../file-errors.js';
import { isLoopback } from '../control/api/access.js';
import { checkJson } from '../json-file.js';
import { OperationalError } from '../operational-error.js';
import { shownValue } from '../shown-value.js';
import { systemCodeOf } from '../thrown-error.js';

export interface ConfigSources {
  /** what the command line said, as text */
  readonly flags: Readonly<Partial<Record<SettingName, string>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** the file that was asked for; undefined: the user's own, if there is one */
  readonly configFile: string | undefined;
  /** @default CONFIG.configFile */
  readonly ownConfigFile?: string;
}

export interface LoadedSettings<Name extends SettingName = SettingName> {
  readonly settings: Pick<Settings, Name>;
  /** where each value was found, e.g. "STEMWRIGHT_OSC_PORT" */
  readonly origins: Readonly<Record<Name, string>>;
}

const DEFAULT_ORIGIN = 'default';

interface Found {
  readonly value: unknown;
  readonly origin: string;
  /** what relative paths are relative to */
  readonly folder: string;
}

/**
 * All that the daemon runs with.
 * @throws OperationalError `bad-argument` naming the setting, where it was said and what it must be; `input-missing`
 */
export async function loadSettings(sources: ConfigSources): Promise<LoadedSettings> {
  const loaded = await withTokenOfFile(await loadSome(sources, SETTING_NAMES));
  checkExposure(loaded);
  return loaded;
}

/** @throws OperationalError `bad-argument`, `input-missing`, `input-unreadable` */
async function withTokenOfFile(loaded: LoadedSettings): Promise<LoadedSettings> {
  const { settings, origins } = loaded;
  const file = settings.oscTokenFile;
  if (file === undefined) return loaded;
  const origin = origins.oscTokenFile;
  const [ofToken, ofFile] = [rankOf(origins.oscToken), rankOf(origin)];
  if (ofToken < ofFile) return loaded;
  if (ofToken === ofFile) {
    throw new OperationalError(
      'bad-argument',
      `Give the token once: as the setting oscToken (${origins.oscToken}) or by oscTokenFile (${origin}).`,
    );
  }
  const value = await readToken(file);
  const oscToken = checkedToken(value, `${origin}: ${file}`);
  return { settings: { ...settings, oscToken }, origins: { ...origins, oscToken: origin } };
}

/** A flag's origin comes first, then a variable's, a file's, and none. */
function rankOf(origin: string): number {
  if (origin.startsWith('--')) return 0;
  if (origin.startsWith(ENVIRONMENT_PREFIX)) return 1;
  return origin === DEFAULT_ORIGIN ? 3 : 2;
}

/** The first line of a file. @throws OperationalError `input-missing`, `input-unreadable` */
export async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/)[0]!;
  } catch (cause) {
    const code = isMissing(cause) ? 'input-missing' : 'input-unreadable';
    throw new OperationalError(code, `The token file ${file} cannot be read.`, { cause });
  }
}

function checkedToken(value: string, origin: string): string {
  return checked('oscToken', { value, origin, folder: '' }) as string;
}

/** Some of them; the values of the others are not looked at. @throws OperationalError as {@link loadSettings} does */
export async function loadSome<Name extends SettingName>(
  sources: ConfigSources,
  names: readonly Name[],
): Promise<LoadedSettings<Name>> {
  const file = await readConfigFile(sources);
  const settings: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, string>> = {};
  for (const name of names) {
    const found = findValue(name, sources, file);
    settings[name] = found === undefined ? DEFAULTS[name] : checked(name, found);
    origins[name] = found?.origin ?? DEFAULT_ORIGIN;
  }
  return { settings, origins } as LoadedSettings<Name>;
}

export interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

type FileSources = Pick<ConfigSources, 'configFile' | 'ownConfigFile'>;

/** Absolute; whether or not it is there. */
export function configFilePath({
  configFile,
  ownConfigFile = CONFIG.configFile,
}: FileSources): string {
  return path.resolve(configFile ?? ownConfigFile);
}

/**
 * @returns undefined where nobody asked for a file and the user has none
 * @throws OperationalError `bad-argument`, `input-missing`, `input-unreadable`
 */
export async function readConfigFile(sources: FileSources): Promise<ConfigFile | undefined> {
  const { configFile } = sources;
  const file = configFilePath(sources);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = systemCodeOf(cause) ?? 'unknown error';
    const isAbsent = reason === 'ENOENT' || reason === 'ENOTDIR';
    if (isAbsent && configFile === undefined) return undefined;
    throw isAbsent
      ? new OperationalError('input-missing', `There is no config file ${file}.`, { cause })
      : new OperationalError(
          'input-unreadable',
          `The config file ${file} cannot be read (${reason}). Check that it is a file, and its permissions.`,
          { cause },
        );
  }
  const result = checkJson(
    text,
    z.record(z.string(), z.unknown()),
    () => 'must be a JSON object of settings',
  );
  if ('problems' in result) {
    throw new OperationalError(
      'bad-argument',
      `${file} ${result.problems.join('; ')}. Expected settings, such as {"seed": 7}: correct the file, or remove it to have ` +
        'the defaults.',
    );
  }
  const values = result.data;
  const unknown = Object.keys(values).filter((key) => !SETTING_NAMES.some((name) => name === key));
  if (unknown.length > 0) {
    throw new OperationalError(
      'bad-argument',
      `${file}: there is no setting ${unknown.join(', ')}. There are ${SETTING_NAMES.join(', ')}. Correct or remove it; a setting ` +
        'of a newer Stemwright needs that one.',
    );
  }
  return { path: file, values };
}

function findValue(
  name: SettingName,
  { flags, env }: ConfigSources,
  file: ConfigFile | undefined,
): Found | undefined {
  const { fromText, flag } = SETTINGS[name];
  const folder = process.cwd();
  const said = flags[name];
  if (said !== undefined) {
    return { value: fromText(said), origin: flag.split(' ')[0]!, folder };
  }
  const variable = environmentName(name);
  const set = env[variable];
  // an empty variable is the shell's way to say "not set"
  if (set !== undefined && set !== '') return { value: fromText(set), origin: variable, folder };
  if (file !== undefined && name in file.values) {
    return { value: file.values[name], origin: file.path, folder: path.dirname(file.path) };
  }
  return undefined;
}

function checked(name: SettingName, { value, origin, folder }: Found): unknown {
  const result = checkSetting(name, value);
  if ('must' in result) {
    const got = SETTINGS[name].isSecret === true ? '' : `, got ${shownValue(value)}`;
    throw new OperationalError(
      'bad-argument',
      `The setting ${name} (${origin}) ${result.must}${got}.`,
    );
  }
  if (!SETTINGS[name].isPath) return result.value;
  const absolute = (entry: string) =>
    path.resolve(folder, entry.replace(/^~(?=[/\\]|$)/, os.homedir()));
  return Array.isArray(result.value)
    ? result.value.map((entry) => absolute(String(entry)))
    : absolute(String(result.value));
}

/** Whoever can be reached from other machines says to whom and with which files. */
function checkExposure({ settings, origins }: LoadedSettings): void {
  const { oscHost, oscToken } = settings;
  if (isLoopback(oscHost)) return;
  const missing = [
    ...(oscToken === undefined ? ['oscToken (--token-file or --token)'] : []),
    ...(origins.mediaRoots === DEFAULT_ORIGIN ? ['mediaRoots (--media-roots)'] : []),
  ];
  if (missing.length === 0) return;
  throw new OperationalError(
    'bad-argument',
    `oscHost ${oscHost} can be reached from other machines: set ${missing.join(' and ')} as well, ` +
      `or leave it at ${DEFAULTS.oscHost}.`,
  );
}
