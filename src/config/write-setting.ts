/**
 * Write a setting: one setting in the config file, which appears whole or not at all. What else it says stays, in its order. A link of
 * that name goes on leading where it leads.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { outputFailed } from '../audio/output-failed.js';
import { writeWholeFile } from '../audio/whole-file.js';
import { ifMissing } from '../file-errors.js';
import { OperationalError } from '../operational-error.js';
import { shownValue } from '../shown-value.js';
import { configFilePath, readConfigFile, type ConfigSources } from './setting-sources.js';
import { checkSetting, SETTINGS, type SettingName } from './settings.js';

/** It may hold a token. */
const MODE_OF_NEW_FILE = 0o600;
const PERMISSIONS = 0o777;

/**
 * @param text as the setting's flag has it; undefined: the file says nothing of it any more
 * @throws OperationalError `bad-argument` for a value that it cannot have, or a file that is wrong already; `input-unreadable`,
 *   `output-failed`
 */
export async function writeSetting(
  sources: Pick<ConfigSources, 'configFile' | 'ownConfigFile'>,
  name: SettingName,
  text: string | undefined,
): Promise<void> {
  const file = configFilePath(sources);
  const said = (await readConfigFile(sources))?.values ?? {};
  const values =
    text === undefined
      ? Object.fromEntries(Object.entries(said).filter(([other]) => other !== name))
      : { ...said, [name]: valueOf(name, text) };
  try {
    const target = await realpath(file).catch(ifMissing(undefined));
    const mode = target === undefined ? MODE_OF_NEW_FILE : (await stat(target)).mode & PERMISSIONS;
    await createFolder(path.dirname(file));
    await writeWholeFile(target ?? file, `${JSON.stringify(values, null, 2)}\n`, { mode });
  } catch (error) {
    throw outputFailed(`The config file ${file}`, error);
  }
}

function valueOf(name: SettingName, text: string): unknown {
  const value = SETTINGS[name].fromText(text);
  const result = checkSetting(name, value);
  if ('value' in result) return value;
  throw new OperationalError(
    'bad-argument',
    `The setting ${name} ${result.must}, got ${shownValue(value)}.`,
  );
}
