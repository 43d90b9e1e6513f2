/**
 * Write a setting: one setting in the config file, which appears whole or not at all. What else it says stays, in its order. A link of
 * that name goes on leading where it leads.
 */
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { writeLinkedFile } from '../audio/linked-file.js';
import { outputFailed } from '../audio/output-failed.js';
import { OperationalError } from '../operational-error.js';
import { shownValue } from '../shown-value.js';
import { configFilePath, readConfigFile, type ConfigSources } from './setting-sources.js';
import { checkSetting, SETTINGS, type SettingName } from './settings.js';

/** It may hold a token. */
const MODE_OF_NEW_FILE = 0o600;

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
    await createFolder(path.dirname(file));
    await writeLinkedFile(file, `${JSON.stringify(values, null, 2)}\n`, MODE_OF_NEW_FILE);
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
