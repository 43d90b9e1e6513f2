/**
 * Configured options: what commands have in common with the daemon, from where the daemon has it. Flags go before the
 * environment, that before the config file, and that before the defaults.
 */
import type { Command } from 'commander';

import { CONFIG } from '../config/config.js';
import { loadSome } from '../config/setting-sources.js';
import type { SettingName, Settings } from '../config/settings.js';
import { notEmpty } from './not-empty.js';

/** Where stems go and how much is logged is the daemon's own: a command is watched, and writes where it is called. */
const SHARED = [
  'model',
  'separator',
  'modelFolders',
  'provider',
  'threads',
  'preset',
  'seed',
  'encoding',
  'format',
] as const satisfies readonly SettingName[];

type Shared = Pick<Settings, (typeof SHARED)[number]>;

interface ConfigOption {
  readonly config?: string;
}

export function addConfigOption(command: Command): Command {
  return command.option(
    '--config <file>',
    `JSON file of settings, instead of ${CONFIG.configFile}`,
    notEmpty,
  );
}

/**
 * The options of a command with settings in the place of what its line does not say.
 * @param command as commander hands it to an action: it knows which options were said
 * @throws OperationalError `bad-argument`, `input-missing`
 */
export async function configured<Options extends object>(
  options: Options & ConfigOption,
  command: Command,
): Promise<Options & Shared> {
  const open = SHARED.filter((name) => command.getOptionValueSource(name) !== 'cli');
  const { settings } = await loadSome(sourcesOf(options), open);
  return { ...options, ...(settings as Shared) };
}

/** Where models are, and which is used when none is named. */
export async function configuredModels(): Promise<Pick<Settings, 'model' | 'modelFolders'>> {
  return (await loadSome(sourcesOf({}), ['model', 'modelFolders'])).settings;
}

function sourcesOf({ config }: ConfigOption) {
  return { flags: {}, env: process.env, configFile: config };
}
