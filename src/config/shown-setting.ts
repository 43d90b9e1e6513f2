/**
 * Shown setting: a setting's value as people read it.
 */
import path from 'node:path';

import { SETTINGS, type SettingName, type Settings } from './settings.js';

/** "-" where there is none. A token is a secret: what is shown may end up in a bug report. */
export function shownSetting(name: SettingName, value: Settings[SettingName]): string {
  if (value === undefined) return '-';
  if (SETTINGS[name].isSecret === true) return '(set)';
  if (typeof value !== 'object') return String(value);
  return value.join(SETTINGS[name].isPath ? path.delimiter : ',');
}
