/**
 * stemwright config: every setting of the daemon, its value and where it comes from.
 */
import { Command } from 'commander';

import { loadSettings, type LoadedSettings } from '../config/setting-sources.js';
import { SETTING_NAMES } from '../config/settings.js';
import { shownSetting } from '../config/shown-setting.js';
import { CONFIG } from '../config/config.js';
import { runCommand } from './run-command.js';
import { addSettingOptions, settingSources, type SettingOptions } from './setting-options.js';

interface ConfigOptions {
  readonly json: boolean;
}

export function configCommand(): Command {
  const command = new Command('config')
    .description('print the settings "serve" would run with, and where each comes from')
    .option('--json', 'print one JSON object on stdout and nothing else there', false);
  return addSettingOptions(command).action((options: SettingOptions & ConfigOptions) =>
    runCommand({ json: options.json, logLevel: CONFIG.logLevel }, async ({ console }) => {
      const loaded = await loadSettings(settingSources(options));
      console.jsonResult(
        Object.fromEntries(rows(loaded).map(([name, value, from]) => [name, { value, from }])),
      );
      for (const line of settingsTable(loaded)) console.result(line);
    }),
  );
}

/** Lines of three columns: setting, value, origin. */
function settingsTable(loaded: LoadedSettings): string[] {
  const lines = [['setting', 'value', 'from'], ...rows(loaded)];
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map(([name, value, origin]) =>
    [name!.padEnd(widths[0]!), value!.padEnd(widths[1]!), origin!].join('  '),
  );
}

function rows({ settings, origins }: LoadedSettings): [string, string, string][] {
  return SETTING_NAMES.map((name) => [name, shownSetting(name, settings[name]), origins[name]]);
}
