/**
 * Shown setting: a setting's value as people read it.
 */
import path from 'node:path';

import { z } from 'zod';

import { SETTINGS, type SettingName, type Settings } from './settings.js';

/** "-" where there is none. A token is a secret: what is shown may end up in a bug report. */
export function shownSetting(name: SettingName, value: Settings[SettingName]): string {
  if (value === undefined) return '-';
  if (SETTINGS[name].isSecret === true) return '(set)';
  if (typeof value !== 'object') return String(value);
  return value.join(SETTINGS[name].isPath ? path.delimiter : ',');
}

/** The words that a setting may be; none where it is anything else. */
export function settingChoices(name: SettingName): readonly string[] {
  const { schema } = SETTINGS[name];
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}
