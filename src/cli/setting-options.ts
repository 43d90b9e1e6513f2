/**
 * Setting options: a flag for every setting of the daemon, and what they, the environment and the config file say.
 */
import { Option, type Command } from 'commander';

import type { ConfigSources } from '../config/setting-sources.js';
import { environmentName, SETTING_NAMES, SETTINGS, type SettingName } from '../config/settings.js';
import { addConfigOption } from './configured-options.js';

export type SettingOptions = Readonly<Record<string, unknown>> & { readonly config?: string };

export function addSettingOptions(command: Command): Command {
  addConfigOption(command);
  for (const name of SETTING_NAMES) command.addOption(optionOf(name));
  return command;
}

/** Where a command with these options has its settings from. */
export function settingSources(options: SettingOptions): ConfigSources {
  const flags: Partial<Record<SettingName, string>> = {};
  for (const name of SETTING_NAMES) {
    const value = options[optionOf(name).attributeName()];
    if (typeof value === 'string') flags[name] = value;
  }
  return { flags, env: process.env, configFile: options.config };
}

function optionOf(name: SettingName): Option {
  const { flag, help } = SETTINGS[name];
  return new Option(flag, `${help} (${environmentName(name)})`);
}
